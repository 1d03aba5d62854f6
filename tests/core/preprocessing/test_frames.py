"""A box or a ring around digits is a frame; a stroke with a tail is none."""

import cv2
import numpy as np
import pytest

from core.preprocessing.components import Component
from core.preprocessing.frames import is_frame
from core.preprocessing.mnist_format import Box

SIDE = 200
EDGE = 20
ROUND = "round"


def component(*lines, pen=6):
    """Return a component of lines through corners, or of a ring: `ROUND`."""
    ink = np.zeros((SIDE, SIDE), np.uint8)
    for line in lines:
        if line is ROUND:
            cv2.ellipse(ink, (SIDE // 2,) * 2, (80, 60), 0, 0, 360, 255, pen)
        else:
            cv2.polylines(ink, [np.array(line, np.int32)], False, 255, pen)
    left, top, width, height = cv2.boundingRect(ink)
    box = Box(top, left, top + height, left + width)
    return Component(box, np.ascontiguousarray(box.cut(ink)))


def square(gap=0):
    """Return a square's corners, not closed by some pixels."""
    far = SIDE - EDGE
    return [(EDGE, EDGE), (far, EDGE), (far, far), (EDGE, far), (EDGE, EDGE + gap)]


@pytest.mark.parametrize("pen", [1, 2, 6, 14])
@pytest.mark.parametrize("gap", [0, 10])
def test_a_box_is_a_frame_in_any_pen_and_need_not_be_closed(pen, gap):
    assert is_frame(component(square(gap), pen=pen))


def test_a_ring_is_a_frame():
    assert is_frame(component(ROUND))


def test_a_box_with_one_side_missing_is_none():
    assert not is_frame(component(square()[:4]))


@pytest.mark.parametrize(
    "lines",
    [
        [[(60, 20), (60, 180)]],
        [[(40, 40), (160, 40), (90, 180)]],
        # A 9: a loop with a tail. Its room is a small part of its box.
        [
            [(110, 20), (70, 20), (70, 70), (110, 70), (110, 20)],
            [(110, 70), (110, 190)],
        ],
    ],
    ids=["1", "7", "9"],
)
def test_a_digit_is_none(lines):
    assert not is_frame(component(*lines))


def test_a_stroke_that_runs_into_the_room_makes_it_none():
    assert not is_frame(component(square(), [(EDGE, 100), (130, 100)]))
