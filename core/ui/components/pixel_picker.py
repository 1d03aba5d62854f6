"""A picture whose pixels can be chosen, with a finger or with the arrow keys."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.ui.components.png_image import png
from core.ui.state.session import widget_value

_component = st.components.v2.component(
    "trazo_pixels",
    html="<div class='pixels' role='application' tabindex='0'><img alt=''>"
    "<div class='mark'></div></div>",
    css=Path(__file__).with_name("pixel_picker.css").read_text(encoding="utf-8"),
    js=Path(__file__).with_name("pixel_picker.js").read_text(encoding="utf-8"),
)


def pixels(
    picture: NDArray[np.uint8],
    *,
    key: str,
    label: str,
    chosen: tuple[int, int],
    on_choose: Callable[[int, int], None],
) -> None:
    """Draw a picture with one pixel marked.

    Args:
        picture: (height, width) or (height, width, 3) uint8.
        key: Of the container.
        label: The same in words, and that arrow keys move the mark.
        chosen: Row and column of the pixel that is marked.
        on_choose: Called with row and column of the pixel that is pressed, before the
            page is drawn again.
    """
    height, width = picture.shape[:2]

    def choose() -> None:
        # It comes from a browser.
        match widget_value(component_key).pixel:
            case [int(row), int(column)] if row in range(height) and (
                column in range(width)
            ):
                on_choose(row, column)

    component_key = f"{key}-pixels"
    with st.container(key=key):
        _component(
            key=component_key,
            data={
                "png": png(picture),
                "rows": height,
                "columns": width,
                "chosen": list(chosen),
                "label": label,
            },
            on_pixel_change=choose,
        )
