"""A picture whose pixels can be chosen, with a finger or with the arrow keys."""

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.ui.components.own_component import chosen_cell, own_component
from core.ui.components.png_image import png
from core.ui.state.session import reported

_component = own_component(
    __file__,
    "trazo_pixels",
    "<div class='pixels' role='application' tabindex='0'><img alt=''>"
    "<div class='mark'></div></div>",
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
        pixel = chosen_cell(reported(component_key, "pixel"), height, width)
        if pixel is not None:
            on_choose(*pixel)

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
