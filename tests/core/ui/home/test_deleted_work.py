"""A tab whose work is deleted in another one says so, and brings nothing back."""

import random

import numpy as np
import pytest

from core.datasets.own_drawings import LabelledDrawings
from core.errors import WorkspaceDeleted
from core.settings.run import RunSettings
from core.ui.components import browser_memory
from core.ui.state.page_state import Drawing
from core.ui.state.visitor_cookie import COOKIE
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.saved_runs import ANNA, BERTA, RUN

WORDS = "was deleted in another tab or on another device"
MORE = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 5)


@pytest.fixture
def open_tab(open_page, keeping, cookies):
    """Open a page in a browser that has Anna's cookie."""

    def open_one(script="app.py"):
        cookies[COOKIE] = ANNA
        page = open_page(script).run()
        assert not page.exception
        return page

    return open_one


@pytest.fixture
def reports(monkeypatch):
    """The ids that the browser reports the next time that a page is drawn."""
    waiting: list[str] = []

    def remember(**arguments):
        while waiting:
            arguments["on_report"](waiting.pop())

    monkeypatch.setattr(browser_memory, "remember", remember)
    return waiting


def visit(page):
    """Return what a tab remembers."""
    return page.session_state["trazo"]


def says_so(page):
    """Return whether a page says that the work was deleted."""
    return any(WORDS in warning.value for warning in page.warning)


def delete_everything(page):
    """Delete everything of Anna's in a tab."""
    visit(page).widgets.unfolded |= {"work"}
    page = page.run().button(key="work_delete_everything").click().run()
    page = page.button(key="work_delete_confirm").click().run()
    assert "Everything of yours is deleted" in page.success[0].value
    return page


def change_something(page, chance):
    """Do in a tab what is saved by itself."""
    work = visit(page).work
    match chance.randrange(3):
        case 0:
            work.settings = RunSettings(epochs=chance.randint(11, 30))
        case 1:
            work.own_drawings = work.own_drawings.joined(MORE)
        case 2:
            work.drawing = Drawing(9, (), ({"path": "new"},))


@pytest.mark.parametrize("seed", range(4))
def test_another_tab_brings_nothing_back_and_goes_on_empty(
    open_tab, keeping, store, seed
):
    chance = random.Random(seed)
    tab, other = open_tab(), open_tab()
    change_something(other, chance)
    if chance.random() < 0.5:
        other = other.run()
    change_something(other, chance)
    delete_everything(tab)
    other = other.run()
    assert not other.exception
    assert says_so(other)
    fresh = visit(other)
    assert fresh.identity.visitor not in (ANNA, BERTA, visit(tab).identity.visitor)
    # The id that the browser has stored meanwhile goes first.
    assert not fresh.identity.settled
    assert fresh.work.is_empty
    assert fresh.work.settings == RunSettings()
    change_something(other, chance)
    other = other.run()
    assert keeping.repository.writes.flush(PATIENCE_SECONDS)
    assert store.has_workspace(fresh.identity.visitor)
    assert not store.has_workspace(ANNA)
    assert store.list_runs(ANNA) == ()
    assert store.list_runs(BERTA)
    # Read once.
    assert says_so(other)
    other = other.button(key="work_deleted_dismiss").click().run()
    assert not says_so(other.run())


def test_a_tab_on_another_web_process_finds_out_by_its_next_save(
    open_tab, keeping, store
):
    tab = open_tab()
    store.remove_workspace(ANNA)
    change_something(tab, random.Random(1))
    tab = tab.run()
    wait_for(lambda: keeping.repository.is_known_deleted(ANNA))
    assert says_so(tab.run())
    assert not store.has_workspace(ANNA)


def test_the_cookie_of_a_device_that_comes_back_later_is_given_up(
    open_tab, keeping, store, reports
):
    store.remove_workspace(ANNA)
    tab = open_tab()
    assert says_so(tab)
    visitor = visit(tab).identity.visitor
    assert visitor != ANNA
    assert visit(tab).work.is_empty
    # Its browser reports what it has stored: that again.
    reports.append(ANNA)
    tab = tab.run()
    assert visit(tab).identity.visitor == visitor
    assert visit(tab).identity.settled
    assert not store.has_workspace(ANNA)


def test_a_tab_follows_the_one_that_its_browser_has_gone_on_with(
    open_tab, keeping, reports
):
    tab, other = open_tab(), open_tab()
    tab = delete_everything(tab)
    change_something(tab, random.Random(2))
    tab = tab.run()
    assert keeping.repository.writes.flush(PATIENCE_SECONDS)
    gone_on = visit(tab).identity.visitor
    other = other.run()
    assert says_so(other)
    reports.append(gone_on)
    other = other.run()
    assert visit(other).identity.visitor == gone_on
    assert visit(other).work.settings == visit(tab).work.settings
    other = other.run()
    assert says_so(other)


def test_a_run_that_is_asked_for_with_deleted_work_does_not_begin(
    open_tab, keeping, store, monkeypatch
):
    store.remove(ANNA, RUN)
    tab = open_tab("pages/train.py")
    store.remove_workspace(ANNA)

    def refuse(*arguments, **names):
        keeping.repository.store.deleted.add(ANNA)
        raise WorkspaceDeleted

    monkeypatch.setattr(keeping, "start", refuse)
    tab = tab.button(key="train_start").click().run()
    assert not tab.exception
    assert says_so(tab)
    assert not store.has_workspace(ANNA)
    assert not visit(tab).work.runs
