"""No composition of strokes, greys, lines and blobs makes reading fail."""

import cv2
import numpy as np
import pytest

from core import prediction
from core.errors import EmptyDrawing

FEW, MANY = 300, 10_000
CHUNK = 500


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


def check(seed, count):
    """Read compositions, and check that each answer is whole."""
    random = np.random.default_rng(seed)
    network = prediction.shipped()
    for _ in range(count):
        picture = composition(random)
        try:
            number = network.read_drawing(picture)
        except EmptyDrawing:
            continue
        assert sum(number.runs) == len(number.digits) >= 1
        for reading in number.digits:
            assert reading.seen.shape == (28, 28)
            assert np.isfinite(reading.seen).all()
            assert np.isclose(reading.probabilities.sum(), 1, atol=1e-4)


def test_a_few_compositions_are_read():
    check(0, FEW)


@pytest.mark.thorough
@pytest.mark.parametrize("chunk", range(MANY // CHUNK))
def test_ten_thousand_compositions_are_read(chunk):
    check((1, chunk), CHUNK)
