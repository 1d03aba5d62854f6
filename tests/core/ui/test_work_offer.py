"""An address offers other work: nothing changes before a press, and a no keeps mine."""

import random

import pytest
import streamlit as st

from core.errors import StoreUnavailable
from core.ui import work_offer
from core.ui.state.visitor_cookie import COOKIE
from tests.support.patience import wait_for
from tests.support.saved_runs import ANNA, BERTA, OTHER

UNKNOWN = "e" * 32


@pytest.fixture
def open_with_cookie(open_with, keeping, cookies):
    """Open Home in the browser of a visitor, with parameters in the address."""

    def open_one(visitor, **query):
        if visitor:
            cookies[COOKIE] = visitor
        return open_with("app.py", **query)

    return open_one


def visitor_of(page):
    """Return whose work a page shows."""
    return page.session_state["trazo"].identity.visitor


def buttons(page):
    """Return the keys of the buttons of a page."""
    return {button.key for button in page.button}


def press(page, key):
    """Press a button."""
    page = page.button(key=key).click().run()
    assert not page.exception
    return page


def test_other_work_is_opened_by_a_press_and_not_before(open_with_cookie):
    page = open_with_cookie(ANNA, work=BERTA)
    assert visitor_of(page) == ANNA
    assert "other work" in page.info[0].value
    assert "no longer leads to what you have made" in page.info[0].value
    page = press(page, "work_offer_open")
    visit = page.session_state["trazo"]
    assert (visit.identity.visitor, visit.identity.settled) == (BERTA, True)
    assert [run.id for run in visit.work.runs] == [OTHER]
    assert visit.work.drawing.strokes
    assert len(visit.work.own_drawings) == 1
    assert "work_offer_open" not in buttons(page)


def test_who_keeps_their_own_work_has_all_of_it(open_with_cookie, store):
    before = store.workspace(ANNA)
    page = open_with_cookie(ANNA, work=BERTA)
    page = press(page, "work_offer_keep")
    assert visitor_of(page) == ANNA
    assert "work_offer_open" not in buttons(page)
    assert store.workspace(ANNA).settings == before.settings
    assert store.workspace(ANNA).strokes == before.strokes


def test_ones_own_address_asks_nothing(open_with_cookie):
    page = open_with_cookie(ANNA, work=ANNA)
    assert visitor_of(page) == ANNA
    assert "work_offer_keep" not in buttons(page)


def test_a_browser_without_work_is_asked_as_well(open_with_cookie):
    page = open_with_cookie(None, work=BERTA)
    assert visitor_of(page) != BERTA
    assert "work_offer_open" in buttons(page)
    assert "no longer leads" not in page.info[0].value


def test_an_address_that_nobody_has_is_never_adopted(open_with_cookie, store):
    chance = random.Random(5)
    unknown = [UNKNOWN, *(f"{chance.getrandbits(128):032x}" for _ in range(5))]
    for address in unknown:
        page = open_with_cookie(ANNA, work=address)
        assert visitor_of(page) == ANNA
        assert "No work is found" in page.warning[0].value
        assert "work_offer_open" not in buttons(page)
        page = press(page, "work_offer_dismiss")
        assert not page.warning
        assert store.workspace(address) is None
    for nonsense in ("", "x", "a" * 31, "A" * 32, "../" * 12, "٣" * 32):
        page = open_with_cookie(ANNA, work=nonsense)
        assert visitor_of(page) == ANNA
        assert not page.warning


def test_what_cannot_be_looked_up_is_not_called_unknown(
    open_with_cookie, store, monkeypatch
):
    page = open_with_cookie(ANNA, work=BERTA)

    def away(*_):
        raise StoreUnavailable

    with monkeypatch.context() as outage:
        outage.setattr(store, "has_workspace", away)
        page = press(page, "work_offer_open")
        assert visitor_of(page) == ANNA
        assert "cannot be reached" in page.warning[0].value
    wait_for(lambda: "work_offer_open" in buttons(page.run()))
    page = press(page, "work_offer_open")
    assert visitor_of(page) == BERTA


def test_a_code_opens_work_once(open_with_cookie, store):
    code = store.issue_device_code(BERTA).text
    page = open_with_cookie(ANNA, code=code)
    assert visitor_of(page) == ANNA
    # Looking does not use it up.
    page = press(page.run(), "work_offer_open")
    assert visitor_of(page) == BERTA
    page = open_with_cookie(ANNA, code=code)
    assert "No work is found" in page.warning[0].value
    assert visitor_of(page) == ANNA


def test_a_press_that_is_broken_off_has_not_used_up_the_code_in_vain(
    open_with_cookie, store, monkeypatch
):
    code = store.issue_device_code(BERTA).text
    page = open_with_cookie(ANNA, code=code)
    with monkeypatch.context() as broken_off:
        # As Streamlit does for another run of the page that is asked for meanwhile.
        broken_off.setattr(work_offer, "open_workspace", lambda _: st.stop())
        page = press(page, "work_offer_open")
        assert visitor_of(page) == ANNA
    page = press(page.run(), "work_offer_open")
    assert visitor_of(page) == BERTA


def test_two_who_ask_for_the_same_code_are_not_both_let_in(open_with_cookie, store):
    code = store.issue_device_code(BERTA).text
    first, second = (open_with_cookie(ANNA, code=code) for _ in range(2))
    assert visitor_of(press(first, "work_offer_open")) == BERTA
    second = press(second, "work_offer_open")
    assert visitor_of(second) == ANNA
    assert "No work is found" in second.warning[0].value


def test_a_code_is_made_on_one_device_and_typed_on_the_other(
    opened, open_with_cookie, cookies
):
    page = press(opened, "work_device")
    shown, link = (block.value for block in page.get("code")[:2])
    assert link.endswith("?code=" + shown.replace(" ", ""))
    assert ANNA not in link
    other = open_with_cookie(BERTA)
    other.session_state["trazo"].widgets.unfolded |= {"work"}
    other = other.run()
    other = other.text_input(key="work_code_given").input(shown.lower()).run()
    assert visitor_of(other) == BERTA
    assert visitor_of(press(other, "work_offer_open")) == ANNA


def test_a_code_that_has_expired_is_no_longer_shown(opened, monkeypatch):
    page = press(opened, "work_device")
    shown = page.get("code")[0].value
    visit = page.session_state["trazo"]
    expiry = visit.home.device_code.expires_at
    monkeypatch.setattr("core.ui.home.other_device.time.time", lambda: expiry)
    page = page.run()
    assert shown not in [block.value for block in page.get("code")]
    assert "expired" in page.info[0].value


def test_no_code_is_made_during_an_outage(opened, store, monkeypatch):
    def away(*_):
        raise StoreUnavailable

    monkeypatch.setattr(store, "issue_device_code", away)
    page = press(opened, "work_device")
    assert "cannot be reached" in page.error[0].value


def test_somebody_else_begins_with_nothing_after_a_second_press(opened, store):
    page = press(opened, "work_switch_ask")
    assert "30 days" in page.warning[0].value
    page = press(page, "work_switch_cancel")
    assert visitor_of(page) == ANNA
    page = press(page, "work_switch_ask")
    page = press(page, "work_switch_confirm")
    visit = page.session_state["trazo"]
    assert visit.identity.visitor not in (ANNA, BERTA)
    assert visit.identity.settled
    assert visit.work.is_empty
    # What was there stays for its owner.
    assert store.list_runs(ANNA)


def test_no_link_of_a_page_leads_to_ones_work(opened):
    page = press(opened, "work_device")
    visit = page.session_state["trazo"]
    links = [link.proto.query_string for link in page.get("page_link")]
    assert links
    for link in links:
        assert visit.identity.visitor not in link
        assert "work=" not in link
        assert "code=" not in link
