"""A teacher picks signs that one network can tell apart."""

import pytest

from core.rooms import sign_choice
from core.rooms.errors import SignsAlike, SignsFull
from core.rooms.signs import MOST, catalogue

TEN = tuple(catalogue())[:MOST]


def test_a_press_picks_a_sign_and_another_press_puts_it_back():
    one = sign_choice.pressed((), "star")
    two = sign_choice.pressed(one, "heart")
    assert two == ("star", "heart")
    assert sign_choice.pressed(two, "star") == ("heart",)


def test_an_eleventh_sign_is_refused_and_any_of_the_ten_can_go():
    with pytest.raises(SignsFull) as refused:
        sign_choice.pressed(TEN, "star")
    assert refused.value.limit == MOST
    assert sign_choice.pressed(TEN, TEN[3]) == TEN[:3] + TEN[4:]


def test_a_sign_that_looks_like_one_of_the_chosen_is_refused():
    with pytest.raises(SignsAlike) as refused:
        sign_choice.pressed(("star", "X"), "times")
    assert (refused.value.sign, refused.value.other) == ("times", "X")
    assert sign_choice.pressed(("star",), "times") == ("star", "times")


@pytest.mark.parametrize(
    "chosen",
    [
        (),
        ("star",),
        ("star", "star"),
        ("star", "no sign"),
        ("X", "cross"),
        (*TEN, "at"),
    ],
    ids=["none", "one", "twice", "unknown", "alike", "eleven"],
)
def test_these_open_no_room(chosen):
    assert not sign_choice.is_possible(chosen)


@pytest.mark.parametrize("chosen", [("star", "heart"), TEN], ids=["two", "ten"])
def test_these_open_a_room(chosen):
    assert sign_choice.is_possible(chosen)
