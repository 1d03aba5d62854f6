"""The wall: the drawings of the class, all in one picture."""

import math
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.rooms.records import ClassDrawing, DrawingState
from core.settings.network import SIDE
from core.single_flight import SingleFlightCache
from core.ui.components.png_image import png
from core.ui.html import render
from core.ui.text.translate import t, tn

# Around each drawing, in its own pixels.
GAP = 2
MOST_SHOWN = 160
# One for each room that is on a screen at the moment.
CACHED = 32
IMAGE = """\
<img class="wall" src="data:image/png;base64,{{ source }}" alt="{{ alt }}">"""
# Few drawings are large, many small: about as wide as a screen is.
WIDTH_TO_HEIGHT = 2.2
FEWEST_COLUMNS, MOST_COLUMNS = 8, 24

_pictures: SingleFlightCache[tuple[int, ...], str] = SingleFlightCache(CACHED)


def shown(drawings: Sequence[ClassDrawing]) -> list[ClassDrawing]:
    """Return the drawings that all may see, the newest first."""
    seen = [each for each in drawings if each.state is DrawingState.ON_WALL]
    return seen[::-1][:MOST_SHOWN]


def panel(drawings: Sequence[ClassDrawing]) -> None:
    """Draw the wall.

    Args:
        drawings: The class set.
    """
    with st.container(key="room_wall"):
        on_wall = shown(drawings)
        if not on_wall:
            st.caption(t("The wall is empty: what the class draws comes up here."))
            return
        key = tuple(each.id for each in on_wall)
        source = _pictures.get_or_compute(key, lambda: png(_tiled(on_wall)))
        alt = tn(
            "{n} drawing of the class.", "{n} drawings of the class.", len(on_wall)
        )
        st.html(render(IMAGE, source=source, alt=alt))


def _tiled(drawings: Sequence[ClassDrawing]) -> NDArray[np.uint8]:
    """Return drawings side by side, dark on white, with nothing between them.

    Returns:
        Brightness and opacity, (height, width, 2) uint8.
    """
    wished = math.ceil(math.sqrt(len(drawings) * WIDTH_TO_HEIGHT))
    columns = min(max(wished, FEWEST_COLUMNS), MOST_COLUMNS)
    rows = -(-len(drawings) // columns)
    step = SIDE + GAP
    picture = np.zeros((rows * step - GAP, columns * step - GAP, 2), np.uint8)
    for place, drawing in enumerate(drawings):
        top, left = (step * part for part in divmod(place, columns))
        tile = picture[top : top + SIDE, left : left + SIDE]
        tile[..., 0], tile[..., 1] = 255 - drawing.image, 255
    return picture
