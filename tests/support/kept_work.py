"""Fixtures: pages of visitors whose work a real store has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets.own_drawings import LabelledDrawings
from core.engine.device_access import DeviceAccess
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.settings import query_params
from core.settings.run import RunSettings
from core.store.store import Store
from core.ui.state import services, visitor_cookie
from core.ui.state.visitor_cookie import COOKIE
from tests.support.drawings import SEVEN
from tests.support.page_fixtures import FakeEngine, Opener
from tests.support.patience import wait_for
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, saved

SETTINGS = RunSettings(epochs=9)


@dataclass
class KeepingEngine(FakeEngine):
    """An engine whose store is real, and that remembers which runs it was to end."""

    stopped: list[str] = field(default_factory=list)
    held: dict[str, Run] = field(default_factory=dict)

    @property
    def device_access(self) -> DeviceAccess:
        """Access to the store's workspaces."""
        return DeviceAccess(self.repository.store)

    def save(self, visitor: str, work: Any, kind: str = "") -> bool:
        """Do it at once."""
        write = self.repository.save(visitor, work, kind)
        wait_for(lambda: write.done.is_set() or write.has_failed)
        return bool(write.is_stored)

    def runs_of(self, visitor: str) -> tuple[Run, ...]:
        """Return what is kept, the same objects each time."""
        return tuple(
            self.held.setdefault(one.id, self.repository.build_run(one))
            for one in self.repository.list_runs(visitor)
        )

    def stop(self, run: Run) -> None:
        """Only note it."""
        self.stopped.append(run.id)

    def forget(self, run: Run) -> None:
        """Remove it."""
        self.repository.remove(run.visitor, run.id)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in which two visitors have everything that one can have."""
    opened = Store.open(f"sqlite:///{tmp_path}/trazo.db")
    for visitor, run_id in ((ANNA, RUN), (BERTA, OTHER)):
        opened.add(saved(run_id, visitor))
        opened.change_settings(visitor, {}, query_params.to_query(SETTINGS))
        opened.keep_strokes(visitor, SEVEN["objects"])
        drawn = LabelledDrawings().with_drawing(np.eye(28, dtype=np.float32), 3)
        opened.change_drawings(visitor, drawn)
    yield opened
    opened.close()


@pytest.fixture
def keeping(
    store: Store, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> KeepingEngine:
    """The engine of the pages, with that store."""
    made = KeepingEngine(repository=RunRepository(lambda: store))
    monkeypatch.setattr(services, "engine", lambda: made)
    return made


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The cookies that arrive with a page; a test adds some."""
    arrived: dict[str, str] = {}
    monkeypatch.setattr(visitor_cookie, "read", lambda name: arrived.get(name, ""))
    return arrived


@pytest.fixture
def opened(
    open_page: Opener, keeping: KeepingEngine, cookies: dict[str, str]
) -> AppTest:
    """Home as Anna sees it, with her work unfolded."""
    cookies[COOKIE] = ANNA
    page = open_page("app.py").run()
    page.session_state["trazo"].widgets.unfolded |= {"work"}
    return page.run()
