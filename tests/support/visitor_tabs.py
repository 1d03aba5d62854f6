"""Tabs of one visitor, without pages, on a store that can fail."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from core.datasets.own_drawings import LabelledDrawings
from core.engine.run_repository import RunRepository
from core.settings.run import RunSettings
from core.store.store import Store
from core.ui.state import autosave, services, session, workspace_sync
from core.ui.state.page_state import DrawState
from tests.support.patience import wait_for

ANNA = "a" * 32


class BreakableStore:
    """A store that fails as long as a test says so.

    Attributes:
        unbroken: The same store, as another web process reaches it.
        failure: What it fails with.
    """

    def __init__(self, store):
        self.unbroken = store
        self.failure = None
        # What fails; all if empty.
        self.failing: frozenset[str] = frozenset()

    def __getattr__(self, name):
        """Return what the store has of that name, or fail."""
        if self.failure is not None and (not self.failing or name in self.failing):
            raise self.failure
        return getattr(self.unbroken, name)


class Classroom:
    """Tabs of one visitor, with a database that can be away."""

    def __init__(self, url, monkeypatch):
        self.store = BreakableStore(Store.open(url))
        self.repository = RunRepository(self._opened, retry_seconds=0.01)
        self._monkeypatch = monkeypatch
        self._drawings = 0
        engine = SimpleNamespace(
            repository=self.repository,
            save=lambda *write: self.repository.save(*write) is not None,
            runs_of=lambda visitor: tuple(
                self.repository.build_run(saved)
                for saved in self.repository.read_runs(visitor)
            ),
            held_runs=lambda _: (),
        )
        monkeypatch.setattr(services, "engine", lambda: engine)

    def _opened(self) -> Any:
        return self.store

    def open_tab(self, link=None):
        """Return a new visit, as a page begins it; with the settings of a link."""
        tab = SimpleNamespace(
            identity=SimpleNamespace(visitor=ANNA),
            work=session._saved_work(ANNA, link or RunSettings()),  # noqa: SLF001
            draw=DrawState(),
        )
        self.save(tab)
        return tab

    def save(self, tab):
        """Draw a page of a tab."""
        workspace_sync.catch_up(tab)
        self._monkeypatch.setattr(autosave, "session", lambda: tab)
        autosave.save()

    def add_drawing(self, tab):
        """Add a drawing that no other is like; return its digest."""
        self._drawings += 1
        image = np.zeros((1, 28, 28), np.uint8)
        image[0, 0, :2] = divmod(self._drawings, 256)
        added = LabelledDrawings(image, np.array([self._drawings % 10], np.uint8))
        tab.work.own_drawings = tab.work.own_drawings.joined(added)
        return added.digests()[0]

    def stop_store(self, failure):
        """Begin an outage, and let the engine find it."""
        self.store.failure = failure
        self.repository.save(ANNA, lambda store: store.mark_visitor_seen(ANNA))
        wait_for(lambda: not self.repository.is_saving)

    def start_store(self):
        """End the outage; return once all is written."""
        self.store.failure = None
        wait_for(lambda: self.repository.is_saving)
        assert self.repository.writes.flush(60)
