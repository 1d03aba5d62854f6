"""No composition of strokes, greys, lines and blobs makes reading fail.

So it is with photographs of them: on a sheet, on a desk, turned, and in bad light.
"""

import os

import cv2
import numpy as np
import pytest

from core import prediction, turned_picture
from core.errors import EmptyDrawing

pytestmark = pytest.mark.thorough

# TRAZO_COMPOSITIONS=10000 tries more of them, which takes minutes.
COUNT = int(os.environ.get("TRAZO_COMPOSITIONS", "300"))
CHUNK = 500
# For so many compositions there is one photograph, which takes longer.
RARE = 20
DESKS = ((120, 82, 52), (60, 62, 66), (150, 152, 155), (20, 20, 20))


def composition(random):
    """Draw strokes, straight lines and blobs of any grey: (height, width) uint8."""
    height, width = random.integers(8, 300, 2).tolist()
    picture = np.full((height, width), random.choice([0, 60, 255]), np.uint8)
    for _ in range(int(random.integers(0, 9))):
        grey = int(random.integers(0, 256))
        pen = int(random.integers(1, 40))
        points = random.uniform(-20, 320, (int(random.integers(1, 8)), 1, 2))
        if random.random() < 0.3:
            points[:, :, int(random.integers(2))] = random.uniform(0, 300)
        middle = random.integers(-10, 310, 2).tolist()
        match random.integers(4):
            case 0:
                axes = random.integers(1, 60, 2).tolist()
                filled = -1 if random.random() < 0.5 else pen
                cv2.ellipse(picture, middle, axes, 0, 0, 360, grey, filled)
            case 1:
                end = random.integers(-10, 310, 2).tolist()
                cv2.rectangle(picture, middle, end, grey, pen)
            case _:
                cv2.polylines(picture, [points.astype(np.int32)], False, grey, pen)
    if random.random() < 0.2:
        noise = random.normal(0, random.uniform(0, 30), picture.shape)
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return picture


def photograph(random):
    """Return a composition as a camera sees it: (height, width, 3 or 4) uint8."""
    sheet = cv2.cvtColor(composition(random), cv2.COLOR_GRAY2RGB)
    sheet = cv2.resize(sheet, None, fx=2, fy=2).astype(np.float32)
    height, width = sheet.shape[:2]
    if random.random() < 0.6:
        contrast, step = random.uniform(5, 90), int(random.integers(6, 80))
        tint = random.uniform(0.2, 1, 3)
        sheet[::step] -= contrast * tint
        if random.random() < 0.5:
            sheet[:, ::step] -= contrast * tint
    if random.random() < 0.6:
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]])
        moved = corners + random.normal(0, 0.08, (4, 2)) * (width, height)
        moved = width * 0.15 + 0.7 * moved
        view = cv2.getPerspectiveTransform(
            corners.astype(np.float32), moved.astype(np.float32)
        )
        desk = DESKS[int(random.integers(len(DESKS)))]
        sheet = cv2.warpPerspective(sheet, view, (width, height), borderValue=desk)
    light = np.linspace(1, random.uniform(0.3, 1), width, dtype=np.float32)
    noisy = sheet * light[:, None] + random.normal(0, random.uniform(0, 9), sheet.shape)
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    if random.random() < 0.1:
        opacity = random.integers(0, 256, (height, width, 1), np.uint8)
        pixels = np.concatenate([pixels, opacity], axis=2)
    return turned_picture.turn(pixels, int(random.integers(4)))


def upright(picture):
    """Return a picture as the page turns it before it is read."""
    picture = turned_picture.turn(picture, 0)
    quarters = turned_picture.quarters_to_read(picture, prediction.shipped())
    assert quarters in range(4)
    return turned_picture.turn(picture, quarters)


def check(pictures):
    """Read pictures, and check that each answer is whole; return how many had one."""
    network = prediction.shipped()
    answered = 0
    for picture in pictures:
        try:
            number = network.read_drawing(picture)
        except EmptyDrawing:
            continue
        answered += 1
        assert sum(number.runs) == len(number.digits) >= 1
        for reading in number.digits:
            assert reading.seen.shape == (28, 28)
            assert np.isfinite(reading.seen).all()
            assert np.isclose(reading.probabilities.sum(), 1, atol=1e-4)
    return answered


def compositions(seed, count):
    """Yield compositions of a seed."""
    random = np.random.default_rng(seed)
    return (composition(random) for _ in range(count))


def photographs(seed, count):
    """Yield photographs of a seed, as the page turns them."""
    random = np.random.default_rng(seed)
    return (upright(photograph(random)) for _ in range(count))


def chunks(count, size):
    """Return the length of each chunk of so many."""
    return [min(size, count - first) for first in range(0, count, size)]


@pytest.mark.parametrize(("place", "count"), list(enumerate(chunks(COUNT, CHUNK))))
def test_every_composition_is_read(place, count):
    assert check(compositions((1, place), count)) > count / 2


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("place", "count"), list(enumerate(chunks(COUNT // RARE, CHUNK // RARE)))
)
def test_every_photograph_of_a_composition_is_read(place, count):
    assert check(photographs((2, place), count)) > count / 2
