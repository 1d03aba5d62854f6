"""The browser says whose work a visit shows; an address can only offer other work."""

import pytest

from core.ui.state.identity import (
    Offer,
    identify,
    is_visitor,
    new_visitor,
    steps_done,
)
from tests.support.saved_runs import ANNA, BERTA


def test_who_has_a_cookie_is_that_visitor():
    found = identify("es", {}, ANNA)
    assert (found.language, found.visitor, found.settled) == ("es", ANNA, True)
    assert found.offer is None


@pytest.mark.parametrize("stored", ["", "a" * 31, "A" * 32, "../" + "a" * 29, "é" * 32])
def test_who_has_none_is_somebody_new(stored):
    first, second = (identify("en", {}, stored) for _ in range(2))
    assert first.visitor != second.visitor
    assert is_visitor(first.visitor)
    assert not first.settled


@pytest.mark.parametrize("stored", ["", ANNA])
@pytest.mark.parametrize(
    ("query", "offer"),
    [
        ({"work": BERTA}, Offer(workspace=BERTA)),
        ({"code": "ABCD2345"}, Offer(code="ABCD2345")),
        ({"work": BERTA, "code": "ABCD2345"}, Offer(code="ABCD2345")),
        ({"work": "b" * 31}, None),
        ({"work": ""}, None),
    ],
)
def test_an_address_adopts_nothing(stored, query, offer):
    found = identify("en", query, stored)
    assert found.visitor != BERTA
    assert found.offer == offer


def test_ones_own_address_offers_nothing():
    assert identify("en", {"work": ANNA}, ANNA).offer is None


@pytest.mark.parametrize("value", [None, 5, b"a" * 32, ["a"] * 32, "a" * 32 + "\n"])
def test_what_is_no_id_is_none(value):
    assert not is_visitor(value)
    assert is_visitor(new_visitor())


@pytest.mark.parametrize(
    ("stored", "steps"),
    [("", set()), ("137", {1, 3, 7}), ("9", set()), ("1" * 9, set()), ("1,2", set())],
)
def test_steps_that_were_done_are_read_from_their_cookie(stored, steps):
    assert steps_done(stored) == steps
