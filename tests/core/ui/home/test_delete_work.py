"""Delete everything of mine: asked first, nothing of it left, nobody else's touched."""

import streamlit as st

from core.errors import StoreUnavailable
from core.settings.run import RunSettings
from core.ui.home import delete_work
from tests.support.saved_runs import ANNA, BERTA, RUN


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
    assert before.work.settings == RunSettings(epochs=9)
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


def test_a_press_that_streamlit_breaks_off_and_repeats_ends_as_one_press(
    opened, store, keeping, monkeypatch
):
    def away(*_):
        raise StoreUnavailable

    page = opened.button(key="work_delete_everything").click().run()
    confirm = page.button(key="work_delete_confirm")
    with monkeypatch.context() as broken_off:
        # As Streamlit does for another run of the page that is asked for meanwhile.
        broken_off.setattr(delete_work, "start_over", lambda *_: st.stop())
        confirm.click().run()
    assert store.is_deleted(ANNA)
    # Even if the database has gone in between.
    monkeypatch.setattr(store, "check", away)
    page = confirm.click().run()
    assert not page.exception
    assert "Everything of yours is deleted" in page.success[0].value
    assert visit(page).identity.visitor != ANNA
    assert visit(page).identity.settled
    assert not visit(page).identity.was_deleted
    assert visit(page).work.is_empty
    assert keeping.stopped == [RUN]


def test_what_a_database_that_is_away_keeps_is_not_called_deleted(
    opened, store, keeping, monkeypatch
):
    def away(*_):
        raise StoreUnavailable

    monkeypatch.setattr(delete_work, "WAIT_SECONDS", 0.05)
    page = opened.button(key="work_delete_everything").click().run()
    monkeypatch.setattr(store, "remove_workspace", away)
    page = page.button(key="work_delete_confirm").click().run()
    assert "Nothing was deleted" in page.error[0].value
    assert visit(page).identity.visitor == ANNA
    # Nor is it later.
    assert store.list_runs(ANNA)
    page = page.button(key="work_delete_everything").click().run()
    monkeypatch.setattr(store, "check", away)
    page = page.button(key="work_delete_confirm").click().run()
    assert "Nothing was deleted" in page.error[0].value
    assert store.workspace(ANNA).settings
    # Nothing at all.
    assert store.list_runs(ANNA)
    assert not keeping.stopped
