"""The sheet of paper is found on its desk, and nothing else is taken for one."""

import cv2
import numpy as np
import pytest

from core import prediction
from core.preprocessing import sheet
from scripts.handwriting import pen, photographs, synthetic_digits
from tests.support.photographed import taken

pytestmark = pytest.mark.thorough

COUNT = 20
SIDES = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])


def on_desk(random, desk, paper=225):
    """Return a sheet on a desk, (450, 600, 3) uint8, and its corners."""
    picture = np.full((450, 600, 3), desk, np.float32)
    half = np.array([600, 450]) * random.uniform(0.25, 0.38)
    corners = SIDES * half + random.uniform(-15, 15, (4, 2))
    angle = np.radians(random.uniform(-15, 15))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = corners @ turn + [300, 225]
    cv2.fillConvexPoly(picture, np.round(corners).astype(np.int32), (paper,) * 3)
    columns = np.arange(600)[None, :, None] / 600
    lit = cv2.GaussianBlur(picture, (0, 0), 1.2) * (1 - 0.25 * columns)
    noisy = lit + random.normal(0, 3, lit.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), corners


@pytest.mark.parametrize("desk", [(120, 82, 52), (60, 62, 66), (150, 152, 155)])
@pytest.mark.parametrize("seed", range(5))
def test_the_corners_of_a_sheet_are_found(desk, seed):
    picture, corners = on_desk(np.random.default_rng(seed), desk)
    found = sheet.find(picture)
    assert found is not None
    distances = np.linalg.norm(found[:, None] - corners[None], axis=2).min(axis=1)
    assert distances.max() < 8


@pytest.mark.parametrize("kind", ["pen, desk", "pencil, squared, desk"])
def test_a_digit_on_a_sheet_on_a_desk_is_read(kind):
    right = 0
    for photograph in taken(kind, COUNT, seed=16):
        readings = prediction.shipped().read_number(photograph.pixels)
        right += [reading.digit for reading in readings] == [photograph.label]
    assert right >= COUNT - 1


@pytest.mark.parametrize(
    "kind", [kind for kind, scene in photographs.SCENES.items() if not scene.desk]
)
def test_a_photograph_of_paper_alone_is_not_cut(kind):
    for photograph in taken(kind, COUNT // 2, seed=17):
        paper = np.ascontiguousarray(photograph.pixels[..., :3])
        assert sheet.cut_out(paper) is paper


@pytest.mark.parametrize("is_light", [False, True])
def test_a_drawing_is_no_sheet(is_light):
    random = np.random.default_rng(3)
    for place in range(40):
        lines = pen.varied(
            synthetic_digits.write(place % 10, random), random, pen.Variation()
        )
        grey = pen.picture(lines, random)
        drawing = np.stack([255 - grey if is_light else grey] * 3, axis=2)
        assert sheet.find(drawing) is None
