"""Delete everything of mine: asked first, nothing of it left, nobody else's touched."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from core.datasets.own_drawings import LabelledDrawings
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.errors import StoreUnavailable
from core.settings import query_params
from core.settings.run import RunSettings
from core.store.store import Store
from core.ui.home import delete_work
from core.ui.state import services
from tests.support.drawings import SEVEN
from tests.support.page_fixtures import FakeEngine
from tests.support.patience import wait_for
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, saved

SETTINGS = RunSettings(epochs=9)


@dataclass
class KeepingEngine(FakeEngine):
    """An engine whose store is real, and that remembers which runs it was to end."""

    stopped: list[str] = field(default_factory=list)
    held: dict[str, Run] = field(default_factory=dict)

    def keep(self, visitor: str, work: Any, kind: str = "") -> bool:
        """Do it at once."""
        write = self.repository.keep(visitor, work, kind)
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
def store(tmp_path):
    """A store in which two visitors have everything that one can have."""
    opened = Store.open(f"sqlite:///{tmp_path}/trazo.db")
    for visitor, run_id in ((ANNA, RUN), (BERTA, OTHER)):
        opened.add(saved(run_id, visitor))
        opened.keep_settings(visitor, query_params.to_query(SETTINGS))
        opened.keep_strokes(visitor, SEVEN["objects"])
        drawn = LabelledDrawings().with_drawing(np.eye(28, dtype=np.float32), 3)
        opened.change_drawings(visitor, drawn)
    yield opened
    opened.close()


@pytest.fixture
def keeping(store, engine, monkeypatch):
    """The engine of the pages, with that store."""
    made = KeepingEngine(repository=RunRepository(lambda: store))
    monkeypatch.setattr(services, "engine", lambda: made)
    return made


@pytest.fixture
def opened(open_page, keeping):
    """Home as Anna sees it, with her work unfolded."""
    page = open_page("app.py")
    page.query_params["work"] = ANNA
    page.run()
    page.session_state["trazo"].widgets.unfolded |= {"work"}
    return page.run()


def keys(page):
    """Return the keys of the buttons of a page."""
    return {button.key for button in page.button}


def visit(page):
    """Return what the page remembers."""
    return page.session_state["trazo"]


def test_one_press_only_asks_and_a_second_thought_keeps_all(opened, store):
    page = opened.button(key="work_delete_everything").click().run()
    assert "on all your devices" in page.warning[0].value
    assert {"work_delete_confirm", "work_delete_cancel"} <= keys(page)
    assert store.list_runs(ANNA)
    page = page.button(key="work_delete_cancel").click().run()
    assert "work_delete_everything" in keys(page)
    assert not page.warning
    assert store.workspace(ANNA).settings
    assert visit(page).identity.visitor == ANNA


def test_two_presses_leave_nothing_and_a_new_empty_workspace(opened, store, keeping):
    before = visit(opened)
    assert before.work.settings == SETTINGS
    assert before.work.drawing.strokes
    assert len(before.work.own_drawings) == 1
    page = opened.button(key="work_delete_everything").click().run()
    page = page.button(key="work_delete_confirm").click().run()
    assert not page.exception
    assert "Everything of yours is deleted" in page.success[0].value
    # The run that went on is ended first.
    assert keeping.stopped == [RUN]
    assert store.workspace(ANNA) is None
    assert store.list_runs(ANNA) == ()
    fresh = visit(page)
    assert fresh.identity.visitor not in (ANNA, BERTA)
    assert len(fresh.identity.visitor) == 32
    assert fresh.work.settings == RunSettings()
    assert not fresh.work.runs
    assert not fresh.work.drawing.strokes
    assert not len(fresh.work.own_drawings)
    # Another canvas: the old one would send its strokes again.
    assert fresh.work.drawing.generation != before.work.drawing.generation
    assert fresh.identity.language == before.identity.language
    # Nobody else's.
    assert store.list_runs(BERTA)
    assert store.workspace(BERTA).settings
    # Going on brings nothing of it back, and the message is shown once.
    page = page.run()
    assert not page.success
    assert store.workspace(ANNA) is None
    assert fresh.identity.visitor in page.get("code")[0].value


def test_what_a_database_that_is_away_keeps_is_not_called_deleted(
    opened, store, monkeypatch
):
    def away(*_):
        raise StoreUnavailable

    monkeypatch.setattr(delete_work, "WAIT_SECONDS", 0.05)
    page = opened.button(key="work_delete_everything").click().run()
    monkeypatch.setattr(store, "remove_workspace", away)
    page = page.button(key="work_delete_confirm").click().run()
    assert "Nothing was deleted" in page.error[0].value
    assert visit(page).identity.visitor == ANNA
    page = page.button(key="work_delete_everything").click().run()
    monkeypatch.setattr(store, "check", away)
    page = page.button(key="work_delete_confirm").click().run()
    assert "Nothing was deleted" in page.error[0].value
    assert store.workspace(ANNA).settings
