"""A second finger or a palm on the canvas leaves a stroke whole."""

import numpy as np
import pytest
from playwright.sync_api import expect

from scripts.bench.stroke_data import dense
from tests.support.handwriting import DIGITS
from tests.support.patience import wait_for
from tests.support.visitor import FINGER_STEP_PIXELS, NEXT_FRAME, PHONE, on_screen

PEN, OTHER = 1, 2
BLANK = "Draw something."
# Tries of the kind, from one seed.
TRIES = 6


class Fingers:
    """Touches of several fingers, which the browser takes for real ones."""

    def __init__(self, visitor):
        self._page = visitor.page
        self._devtools = visitor.page.context.new_cdp_session(visitor.page)
        self._box = visitor.canvas()
        self._down = {}

    def down(self, finger, point):
        """Put a finger on a point of the canvas."""
        self._down[finger] = point
        self._send("touchStart")

    def move(self, finger, point):
        """Move a finger to a point."""
        self._down[finger] = point
        self._send("touchMove")
        self._page.evaluate(NEXT_FRAME)

    def up(self, finger):
        """Take a finger away."""
        del self._down[finger]
        self._send("touchEnd")

    def _send(self, kind):
        points = [
            dict(zip("xy", on_screen(self._box, point), strict=True), id=finger)
            for finger, point in self._down.items()
        ]
        self._devtools.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
        )


@pytest.fixture
def visitor(open_visitor):
    """A visitor of the Draw page on a phone."""
    return open_visitor("/draw?lang=en", **PHONE)


def seven(fingers, before=lambda: None, between=lambda step: None):
    """Draw a seven with one finger.

    Args:
        fingers: They draw.
        before: Called before the finger comes down.
        between: Called with the number of each of its steps.
    """
    (stroke,) = DIGITS[7]
    before()
    first, *others = dense(stroke, FINGER_STEP_PIXELS)
    fingers.down(PEN, first)
    for step, point in enumerate(others):
        fingers.move(PEN, point)
        between(step)
    fingers.up(PEN)


def steps_of_seven():
    """Return how many steps the finger makes for it."""
    (stroke,) = DIGITS[7]
    return len(dense(stroke, FINGER_STEP_PIXELS)) - 1


def drawn(visitor):
    """Wait for the answer to a seven; return the canvas, and clear it."""
    expect(visitor.answer()).to_have_text("7")
    pixels = visitor.pixels()[..., 0].astype(int)
    visitor.clear()
    expect(visitor.answer()).to_have_text(BLANK)
    return pixels


def test_a_palm_and_other_fingers_leave_the_stroke_as_it_is_alone(visitor):
    fingers = Fingers(visitor)
    seven(fingers)
    alone = drawn(visitor)
    chance = np.random.default_rng(5)
    for _ in range(TRIES):
        fingers = Fingers(visitor)
        x, y = chance.integers(20, 240, 2).tolist()
        # Lower than nought: it is there before the finger draws, and after.
        since, until = sorted(chance.integers(-3, steps_of_seven(), 2).tolist())
        slides = chance.random() < 0.5

        def rest(fingers=fingers, x=x, y=y, since=since):
            if since < 0:
                fingers.down(OTHER, (x, y))

        def disturb(
            step, fingers=fingers, x=x, y=y, since=since, until=until, slides=slides
        ):
            if step == since:
                fingers.down(OTHER, (x, y))
            elif since < step < until and slides:
                fingers.move(OTHER, (x + step, y + step))
            elif step == until and since >= 0:
                fingers.up(OTHER)

        seven(fingers, rest, disturb)
        if since < 0 or since == until:
            fingers.up(OTHER)
        difference = np.abs(drawn(visitor) - alone)
        # The browser may leave out a move; a dot of the brush has 300 pixels.
        assert (difference > 100).sum() < 100


def test_a_tap_is_a_dot_and_a_palm_is_nothing(visitor):
    fingers = Fingers(visitor)
    fingers.down(PEN, (130, 130))
    fingers.up(PEN)
    wait_for(visitor.ink, lambda ink: 100 < ink < 800)
    visitor.clear()
    fingers = Fingers(visitor)
    fingers.down(OTHER, (200, 200))
    seven(fingers)
    fingers.up(OTHER)
    expect(visitor.answer()).to_have_text("7")
    # The lower right is where the palm was.
    assert visitor.pixels()[190:, 190:, 0].min() > 200
