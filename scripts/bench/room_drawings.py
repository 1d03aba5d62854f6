"""Drawings that seats of a measured class give, and the same as a wall shows them."""

import base64
import io
import json
import re
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core import prediction
from core.arrays.pixel_types import as_uint8
from core.preprocessing import strokes as canvas_strokes
from core.preprocessing.strokes import CANVAS_SIDE
from scripts.bench import stroke_data
from scripts.bench.stroke_data import DIGITS, Stroke

# As the wall puts drawings side by side: `core.ui.room.wall`.
TILE, STEP = 28, 30
WALL = re.compile(r'class="wall" src="data:image/png;base64,([^"]+)"')
# A person's hand shifts and grows; each drawing of a lesson is another one.
SHIFTS = np.arange(-16, 17)


@dataclass(frozen=True)
class Drawing:
    """A drawing, stroke by stroke.

    Attributes:
        strokes: All its strokes.
        picture: It, as the wall shows it: the bytes of (28, 28) uint8, dark on white.
    """

    strokes: tuple[Stroke, ...]
    picture: bytes


def pictures(html: str) -> list[bytes]:
    """Return the drawings on a wall, each as `Drawing.picture` has it."""
    found = WALL.search(html)
    if found is None:
        return []
    image = Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("LA")
    tiled = np.asarray(image)
    tiles = [
        tiled[top : top + TILE, left : left + TILE]
        for top in range(0, tiled.shape[0], STEP)
        for left in range(0, tiled.shape[1], STEP)
    ]
    return [tile[..., 0].tobytes() for tile in tiles if tile[..., 1].any()]


def drawings(wanted: int) -> list[Drawing]:
    """Return as many drawings, no two alike, that go on the wall at once."""
    network = prediction.shipped()
    made: dict[bytes, Drawing] = {}
    chance = np.random.default_rng(0)
    digits = list(DIGITS)
    for number in count():
        if len(made) == wanted:
            return list(made.values())
        strokes = _in_another_hand(DIGITS[digits[number % len(digits)]], chance)
        reading = network.read(_on_canvas(strokes))
        # One that is taken for no digit waits for the teacher.
        if reading.no_digit is None:
            picture = (255 - as_uint8(reading.seen)).tobytes()
            made.setdefault(picture, Drawing(strokes, picture))
    raise AssertionError


def _in_another_hand(
    strokes: tuple[Stroke, ...], chance: np.random.Generator
) -> tuple[Stroke, ...]:
    """Return the strokes, moved, and wider or narrower, by a bit."""
    across, down = (float(each) for each in chance.choice(SHIFTS, 2))
    wide, high = chance.uniform(0.8, 1.1, 2)
    return tuple(
        tuple(
            (
                round(130 + (x - 130) * wide + across, 3),
                round(130 + (y - 130) * high + down, 3),
            )
            for x, y in stroke
        )
        for stroke in strokes
    )


def _on_canvas(strokes: tuple[Stroke, ...]) -> NDArray[np.uint8]:
    component = {"backgroundColor": "#ffffff"}
    value = stroke_data.widget_value(component, strokes, stroke_data.USUAL_PEN)
    parsed = canvas_strokes.parse(json.loads(value)["drawing"]["raw"])
    picture = canvas_strokes.render(parsed, CANVAS_SIDE, CANVAS_SIDE)
    assert picture is not None
    return picture
