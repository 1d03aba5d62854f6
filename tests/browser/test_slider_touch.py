"""A finger scrolls a phone's page over a slider, and still moves the slider."""

import itertools
from functools import partial
from operator import ne

import pytest

from tests.support.patience import wait_for
from tests.support.visitor import PHONE

# Not the number that an address leaves out.
EPOCHS = 9
STEPS = 12
# Time between two frames of a finger, in milliseconds.
FRAME_MILLISECONDS = 16


class Finger:
    """A finger whose touches the browser takes for a real one's."""

    def __init__(self, page):
        self._page = page
        self._devtools = page.context.new_cdp_session(page)

    def swipe(self, start, across, along):
        """Touch at a point, move by so many pixels, and leave."""
        x, y = start
        self._touch("touchStart", x, y)
        for step in range(1, STEPS + 1):
            share = step / STEPS
            self._touch("touchMove", x + across * share, y + along * share)
            self._page.wait_for_timeout(FRAME_MILLISECONDS)
        self._touch("touchEnd")

    def _touch(self, kind, *at):
        points = [{"x": at[0], "y": at[1], "id": 1}] if at else []
        self._devtools.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
        )


@pytest.fixture
def visitor(open_visitor):
    """A visitor of the Train page on a phone, with a slider in the middle of it."""
    visitor = open_visitor(f"/train?lang=en&train_epochs={EPOCHS}", **PHONE)
    visitor.part("footer").wait_for()
    centre(visitor)
    return visitor


def centre(visitor):
    """Bring the slider for epochs to the middle of the screen."""
    visitor.settle()
    thumb(visitor).evaluate("e => e.scrollIntoView({block: 'center'})")
    visitor.settle()


def thumb(visitor):
    """Return the handle of the slider for epochs."""
    return visitor.part("train_epochs").get_by_role("slider")


def value(visitor):
    """Return what the slider says."""
    return int(thumb(visitor).get_attribute("value"))


def points(visitor):
    """Return a point on the track far from the handle, and the handle's own."""
    box = visitor.part("train_epochs").bounding_box()
    handle = thumb(visitor).locator("xpath=../..").bounding_box()
    y = handle["y"] + handle["height"] / 2
    return {
        "track": (box["x"] + box["width"] * 0.75, y),
        "handle": (handle["x"] + handle["width"] / 2, y),
    }


def scrolled(visitor):
    """Return how far the page is scrolled, in pixels."""
    return visitor.page.get_by_test_id("stMain").evaluate("e => e.scrollTop")


def test_a_swipe_upwards_or_downwards_scrolls_and_changes_nothing(visitor):
    finger = Finger(visitor.page)
    cases = itertools.product(["track", "handle"], [-200, 200], [0, 40])
    for where, along, across in cases:
        centre(visitor)
        before = scrolled(visitor)
        finger.swipe(points(visitor)[where], across, along)
        after = wait_for(partial(scrolled, visitor), partial(ne, before))
        assert (after - before) * along < 0, (where, along, across)
        visitor.settle()
        assert value(visitor) == EPOCHS, (where, along, across)
        visitor.expect_setting("train_epochs", EPOCHS)


def test_a_drag_sideways_changes_the_value_and_does_not_scroll(visitor):
    finger = Finger(visitor.page)
    # Each drag of the track ends where the handle has been drawn away from.
    for along, where in itertools.product([0, 20], ["track", "handle"]):
        centre(visitor)
        top, before = scrolled(visitor), value(visitor)
        start = points(visitor)[where]
        finger.swipe(start, -60 if where == "track" else 60, along)
        found = wait_for(partial(value, visitor), partial(ne, before))
        assert found > (EPOCHS if where == "track" else before), (where, along)
        visitor.expect_setting("train_epochs", found)
        assert scrolled(visitor) == top, (where, along)


def test_a_second_drag_works_like_the_first(visitor):
    finger = Finger(visitor.page)
    finger.swipe(points(visitor)["handle"], 60, 0)
    first = wait_for(lambda: value(visitor), lambda found: found > EPOCHS)
    visitor.expect_setting("train_epochs", first)
    visitor.settle()
    finger.swipe(points(visitor)["handle"], 0, -150)
    visitor.settle()
    assert value(visitor) == first
    visitor.go("Network")
    visitor.go("Train")
    centre(visitor)
    finger.swipe(points(visitor)["handle"], -60, 0)
    wait_for(lambda: value(visitor), lambda found: found < first)


def test_a_tap_sets_the_value(visitor):
    visitor.page.touchscreen.tap(*points(visitor)["track"])
    found = wait_for(lambda: value(visitor), lambda found: found != EPOCHS)
    visitor.expect_setting("train_epochs", found)
