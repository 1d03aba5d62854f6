"""The canvas that a visitor draws on, with our own Clear and Undo."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.preprocessing import strokes
from core.preprocessing.strokes import CANVAS_SIDE
from core.ui.state.binding import bound
from core.ui.state.page_state import BRUSH_WIDTHS, Drawing
from core.ui.state.session import session
from core.ui.streamlit_compat.drawable_canvas import st_canvas
from core.ui.text.translate import t

PAPER_COLOUR = "#ffffff"
INK_COLOUR = "#111111"


def arrive() -> None:
    """Put the drawing back on the canvas when its page is opened again."""
    _begin_with(session().work.drawing.strokes)


def draw() -> NDArray[np.uint8] | None:
    """Show the canvas and its buttons.

    Returns:
        RGBA, (260, 260, 4) uint8; None while it is blank.

    Raises:
        BadCanvas: The browser sent something that is not strokes.
    """
    visit = session()
    drawing = visit.work.drawing
    with st.container(key="draw_canvas"):
        result = st_canvas(
            width=CANVAS_SIDE,
            height=CANVAS_SIDE,
            stroke_width=visit.digit.brush,
            stroke_color=INK_COLOUR,
            background_color=PAPER_COLOUR,
            # Frozen for each canvas: given a new one at each run, the browser sends
            # it back, and the two never agree.
            initial_drawing={"objects": list(drawing.start)},
            key=drawing.canvas_key,
        )
    with st.container(key="draw_edits", horizontal=True):
        st.button(
            t("Undo"),
            key="draw_undo",
            icon=":material/undo:",
            on_click=_undo,
            width="stretch",
        )
        st.button(
            t("Clear"),
            key="draw_clear",
            icon=":material/delete:",
            on_click=clear,
            width="stretch",
        )
    if result.json_data is not None:
        visit.work.drawing = replace(drawing, strokes=strokes.parse(result.json_data))
    return picture()


def brush() -> None:
    """Show the slider of the pen's width."""
    st.slider(
        t("Brush width"),
        BRUSH_WIDTHS[0],
        BRUSH_WIDTHS[-1],
        step=BRUSH_WIDTHS.step,
        help=t("How wide the pen is, in pixels of the canvas."),
        # Two quick changes of the canvas's arguments make the browser lose what was
        # drawn since it was made: each change replaces it, with everything on it.
        **bound("draw_brush", "digit.brush", BRUSH_WIDTHS, then=arrive),
    )


def picture() -> NDArray[np.uint8] | None:
    """Return what is on the canvas, as `draw` does; None while it is blank."""
    return strokes.render(session().work.drawing.strokes, CANVAS_SIDE, CANVAS_SIDE)


def clear() -> None:
    """Take a new, empty canvas."""
    _begin_with(())


def _undo() -> None:
    _begin_with(session().work.drawing.strokes[:-1])


def _begin_with(objects: tuple[Any, ...]) -> None:
    """Replace the canvas by a new one, through a new key, with these strokes on it."""
    visit = session()
    visit.work.drawing = Drawing(visit.work.drawing.generation + 1, objects, objects)
