"""The canvas grows with the screen; strokes and answers stay as they are."""

import pytest
from playwright.sync_api import expect

from scripts.bench.stroke_data import dense
from tests.support.handwriting import DIGITS
from tests.support.heard_strokes import HeardStrokes
from tests.support.patience import wait_for
from tests.support.visitor import (
    FINGER_STEP_PIXELS,
    MOUSE_STEP_PIXELS,
    PHONE,
)

TABLET = {
    "viewport": {"width": 820, "height": 1180},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
LAPTOP = {"viewport": {"width": 1280, "height": 720}}
# A laptop whose browser enlarges pages by half: fewer pixels, each of more dots.
ENLARGED = {"viewport": {"width": 853, "height": 480}, "device_scale_factor": 1.5}
BLANK = "Draw something."
# Of one stroke and of two, round and straight; test_draw.py draws all ten.
SOME_DIGITS = (2, 4)


def positions(stroke):
    """Return where the pen was: the first point that each step of a path names."""
    return [(step[1], step[2]) for step in stroke["path"]]


def beyond(point, others):
    """Return how far a point is from the nearest of others, in the worse direction."""
    x, y = point
    return min(max(abs(x - left), abs(y - top)) for left, top in others)


def expect_the_same(heard, digit, step):
    """Check strokes against the movement of the hand, to a pixel of 260.

    Args:
        heard: Strokes as the server reads them.
        digit: That was drawn.
        step: Distance between two places of the hand.
    """
    for stroke, moved in zip(heard, DIGITS[digit], strict=True):
        hand = dense(moved, step)
        pen = positions(stroke)
        assert max(beyond(point, hand) for point in pen) <= 1
        # A browser may leave a move out, but neither the first nor the last.
        assert max(beyond(point, pen) for point in hand) <= step + 1
        assert beyond(hand[0], pen[:1]) <= 1
        assert beyond(hand[-1], pen[-1:]) <= 1
        assert stroke["strokeWidth"] == 20


@pytest.mark.parametrize(
    ("screen", "side"),
    [(PHONE, 260), (TABLET, 460), (LAPTOP, 460), (ENLARGED, 280)],
    ids=["phone", "tablet", "laptop", "enlarged"],
)
def test_strokes_and_answers_are_the_same_on_every_screen(open_visitor, screen, side):
    visitor, heard = HeardStrokes.opened(open_visitor, "/draw", **screen)
    box = visitor.canvas()
    assert box["width"] == pytest.approx(side, abs=0.5)
    assert box["height"] == pytest.approx(side, abs=0.5)
    ways = [(visitor.draw, MOUSE_STEP_PIXELS)]
    if screen.get("has_touch"):
        ways.append((visitor.touch, FINGER_STEP_PIXELS))
    for make, step in ways:
        for digit in SOME_DIGITS:
            make(digit)
            expect(visitor.answer()).to_have_text(str(digit))
            expect_the_same(heard.last(len(DIGITS[digit])), digit, step)
            visitor.clear()
            expect(visitor.answer()).to_have_text(BLANK)


def test_a_drawing_from_a_phone_opens_on_a_tablet_and_goes_on_there(open_visitor):
    phone, heard = HeardStrokes.opened(open_visitor, "/draw", **PHONE)
    phone.touch(5)
    expect(phone.answer()).to_have_text("5")
    drawn, pixels = heard.last(len(DIGITS[5])), phone.pixels()
    phone.go("Home")
    expect(phone.part("home_draw")).to_be_visible()

    tablet = open_visitor("/", **TABLET)
    tablet.identity()
    tablet.page.context.add_cookies(phone.page.context.cookies())
    heard = HeardStrokes(tablet)
    tablet.page.goto(phone.page.url.split("?")[0] + "draw?lang=en")
    expect(tablet.answer()).to_have_text("5")
    wait_for(tablet.ink, lambda ink: ink > 1000)
    assert tablet.canvas()["width"] > 400
    # Neither moved nor larger than on the phone.
    difference = abs(tablet.pixels().astype(int) - pixels)
    assert difference.mean() < 1
    tablet.stroke([(20, 20), (40, 20)])
    both = heard.last(len(drawn) + 1)
    for field in ("path", "strokeWidth"):
        for one, before in zip(both, drawn, strict=False):
            assert one[field] == before[field]
    tablet.undo()
    expect(tablet.answer()).to_have_text("5")


@pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_canvas_has_a_pixel_for_each_dot_of_the_screen(open_visitor, screen):
    visitor = open_visitor("/draw", **screen)
    visitor.canvas()
    dots = visitor.part("draw_canvas").locator("canvas.dc-canvas.lower-canvas")
    assert dots.evaluate(
        "canvas => canvas.width >= canvas.clientWidth * devicePixelRatio"
    )


def test_a_canvas_whose_window_changes_goes_on_at_its_new_size(open_visitor):
    visitor, heard = HeardStrokes.opened(open_visitor, "/draw", **LAPTOP)
    visitor.stroke([(60, 60), (200, 60)])
    visitor.page.set_viewport_size({"width": 700, "height": 720})
    wait_for(lambda: visitor.canvas()["width"], lambda width: width == 348)
    visitor.stroke([(200, 60), (120, 220)])
    expect(visitor.answer()).to_have_text("7")
    corner = heard.last(2)
    assert beyond((200, 60), positions(corner[0])[-1:]) <= 1
    assert beyond((200, 60), positions(corner[1])[:1]) <= 1
