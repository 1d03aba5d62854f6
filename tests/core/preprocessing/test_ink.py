"""Ink is separated from paper, on the canvas and in realistic synthetic photographs."""

import contextlib
import io

import cv2
import numpy as np
import pytest
from PIL import Image

from core import prediction
from core.errors import EmptyDrawing
from core.preprocessing import image_files
from core.preprocessing.ink import extract_ink
from scripts.handwriting import pen, synthetic_digits

pytestmark = pytest.mark.thorough

SIDE = 600
COUNT = 20
# By each seed; `make fuzz` tries many more.
COMPOSED = 40


def written(label, random):
    """Return a pen's digit on paper, (600, 600) in [0, 1]; 1 is ink."""
    lines = pen.varied(synthetic_digits.write(label, random), random, pen.Variation())
    small = pen.picture(lines, random, brush=int(random.integers(10, 22)))
    ink = cv2.resize(255 - small, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return cv2.GaussianBlur(ink, (0, 0), 1.5).astype(np.float32) / 238


def photograph(ink, light, ink_tone, paper_tone, random):
    """Return a photograph with uneven light, noise and JPEG artefacts: RGBA uint8."""
    surface = paper_tone + (ink_tone - paper_tone) * ink
    grain = random.normal(0, 4, surface.shape)
    grey = np.clip(surface * light + grain, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(grey).convert("RGB").save(file, "JPEG", quality=70)
    return image_files.open_upload(file.getvalue())


def falling_light(random):
    """Return light that falls to a third towards one corner, (600, 600)."""
    rows, columns = np.mgrid[:SIDE, :SIDE] / SIDE
    slope = random.uniform(0, 1)
    return 1 - 0.66 * (slope * rows + (1 - slope) * columns)


def shadow(random):
    """Return even light with a hand's shadow on one side, (600, 600)."""
    rows, columns = np.mgrid[:SIDE, :SIDE] / SIDE
    edge = random.uniform(0.3, 0.7) + 0.2 * (rows - 0.5)
    return 1 - 0.45 / (1 + np.exp(-(columns - edge) * 40))


def squared(random):
    """Return squared paper, with lines half as dark as the pen, (600, 600)."""
    light = np.ones((SIDE, SIDE), np.float32)
    light[::40] = light[:, ::40] = 0.8
    return light * falling_light(random) ** 0.5


def read_right(light, ink_tone, paper_tone):
    """Return how many photographs of COUNT digits are read correctly."""
    random = np.random.default_rng(5)
    right = 0
    for place in range(COUNT):
        ink = written(place % 10, random)
        picture = photograph(ink, light(random), ink_tone, paper_tone, random)
        seen = prediction.shipped().read(picture)
        right += int(seen.probabilities.argmax()) == place % 10
    return right


@pytest.mark.parametrize("light", [falling_light, shadow, squared])
def test_a_dark_pen_on_light_paper_is_read_under_uneven_light(light):
    assert read_right(light, ink_tone=40, paper_tone=225) >= COUNT - 1


@pytest.mark.parametrize("light", [falling_light, shadow])
def test_chalk_on_a_blackboard_is_read_under_uneven_light(light):
    assert read_right(light, ink_tone=235, paper_tone=60) >= COUNT - 1


def test_bare_paper_under_uneven_light_is_empty():
    random = np.random.default_rng(0)
    bare = np.zeros((SIDE, SIDE), np.float32)
    picture = photograph(bare, falling_light(random), 40, 225, random)
    with pytest.raises(EmptyDrawing):
        extract_ink(picture)


def test_specks_and_grain_are_no_ink():
    random = np.random.default_rng(1)
    ink = written(3, random)
    ink[20:24, 20:24] = ink[570:573, 40:44] = 1
    picture = photograph(ink, falling_light(random), 40, 225, random)
    found = extract_ink(picture)
    assert not found[:40, :40].any()
    assert not found[560:, :60].any()


def test_a_drawn_picture_keeps_its_ink_to_the_pixel(seven):
    ink = extract_ink(seven)
    np.testing.assert_array_equal(ink, 255 - seven[..., 0])


def test_a_stroke_that_runs_off_the_canvas_is_ink():
    canvas = np.full((260, 260, 4), 255, np.uint8)
    canvas[:, 100:140, :3] = 0
    canvas[100:140, :, :3] = 0
    ink = extract_ink(canvas)
    assert ink[0, 120] == 255
    assert ink[0, 0] == 0


def composed(random):
    """Return a picture of anything: light, areas, lines and strokes by chance."""
    height, width = (int(each) for each in random.integers(1, 320, 2))
    picture = np.full((height, width, 3), random.integers(0, 256, 3), np.float32)
    for _ in range(int(random.integers(0, 12))):
        colour = tuple(map(int, random.integers(0, 256, 3)))
        points = random.integers(-40, 360, (4, 2)).astype(np.int32)
        thickness = int(random.integers(1, 24))
        if random.random() < 0.3:
            cv2.fillPoly(picture, [points], colour)
        else:
            cv2.polylines(picture, [points], False, colour, thickness, cv2.LINE_AA)
    step = int(random.integers(4, 90))
    if random.random() < 0.5:
        picture[::step] -= random.uniform(0, 90)
    if random.random() < 0.4:
        picture[:, ::step] -= random.uniform(0, 90)
    if random.random() < 0.5:
        picture *= np.linspace(random.uniform(0.1, 1), 1, width)[None, :, None]
    picture += random.normal(0, random.choice([0, 2, 12]), picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(6))
def test_no_picture_raises_anything_but_that_it_is_empty(seed):
    random = np.random.default_rng(seed)
    for _ in range(COMPOSED):
        picture = composed(random)
        with contextlib.suppress(EmptyDrawing):
            ink = extract_ink(picture)
            assert ink.dtype == np.uint8
            assert ink.max() == 255
            prediction.shipped().read_number(picture)
