"""Drawings with thin and thick pens, small, huge, or in a corner are read."""

import cv2
import numpy as np
import pytest

from core import prediction
from scripts.handwriting import pen, synthetic_digits

pytestmark = pytest.mark.thorough

# A large picture takes long, and one of another size is drawn the same way.
EACH, EACH_LARGE, LARGE_SIDE = 12, 4, 2000


def drawn(label, random, side, size, brush, corner):
    """Draw a digit on a square canvas: (side, side) uint8, dark on white."""
    lines = pen.varied(synthetic_digits.write(label, random), random, pen.Variation())
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0).max()
    moved = [(line - low) / extent * size + corner for line in lines]
    return pen.ink(moved, brush, np.full((side, side), 255, np.uint8))


@pytest.mark.parametrize(
    ("side", "size", "brush", "corner"),
    [
        (2000, 1800, 2, 100),
        (2000, 400, 2, 20),
        (260, 200, 4, 30),
        (260, 200, 40, 28),
        (260, 40, 6, 6),
        (260, 44, 8, 208),
        (1000, 900, 120, 70),
    ],
    ids=[
        "hair-thin on a huge picture",
        "hair-thin and small on a huge picture",
        "thin",
        "as thick as can be",
        "tiny in the upper corner",
        "tiny in the lower corner",
        "very thick on a huge picture",
    ],
)
def test_digits_are_read_whatever_the_pen(side, size, brush, corner):
    random = np.random.default_rng(size + brush)
    number = 10 * (EACH if side < LARGE_SIDE else EACH_LARGE)
    wrong = []
    for place in range(number):
        picture = drawn(place % 10, random, side, size, brush, corner)
        if prediction.shipped().read(picture).digit != place % 10:
            wrong.append(place % 10)
    assert len(wrong) <= 0.04 * number, wrong


@pytest.mark.parametrize("scale", [0.25, 0.5, 2, 4])
def test_a_picture_of_another_size_is_read_the_same(seven, scale):
    other = cv2.resize(seven, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    expected = prediction.shipped().read(seven)
    found = prediction.shipped().read(other)
    assert found.digit == expected.digit == 7
    assert np.abs(found.seen - expected.seen).mean() < 0.03
