"""What a browser stores of the guided lesson."""

from core.ui.state import visitor_cookie
from core.ui.state.guide_state import Deed, GuideState
from core.ui.state.visitor_cookie import GUIDE_COOKIE, cookies


def stored(guide):
    """Return the cookies of a visit, without those that every visit has."""
    every = {visitor_cookie.COOKIE, visitor_cookie.STEPS_COOKIE}
    given = cookies("a" * 32, {1}, guide.remembered())
    assert every <= set(given)
    return {name: given[name] for name in set(given) - every}


def test_without_the_lesson_there_is_no_cookie_of_it():
    assert stored(GuideState()) == {}


def test_while_it_goes_on_the_cookie_has_its_deeds():
    guide = GuideState(is_on=True, done={Deed.TRAIN, Deed.READ})
    assert stored(guide) == {GUIDE_COOKIE: {"value": "16"}}


def test_once_it_is_left_the_cookie_is_emptied():
    assert stored(GuideState(is_left=True)) == {GUIDE_COOKIE: {"value": ""}}
