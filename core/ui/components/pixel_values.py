"""One digit as the computer has it: 28 rows of 28 numbers."""

import base64

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.ui.components.own_component import own_component
from core.ui.text.translate import separators

_component = own_component(
    __file__,
    "trazo_numbers",
    "<div class='frame'><div class='box' role='region' tabindex='0'>"
    "<div class='digit' role='img'></div></div></div>",
)


def numbers(
    pixels: NDArray[np.uint8],
    *,
    key: str,
    label: str,
    alt: str,
    zoom: int = 1,
    divided: bool = False,
) -> None:
    """Draw a digit with its numbers, in a frame as wide as the column at most.

    Args:
        pixels: (28, 28) uint8, ink bright.
        key: Of the container.
        label: Of the frame, for a screen reader.
        alt: The same in words.
        zoom: At 1 the whole digit is in the frame; at more, a part of it.
        divided: Whether to show the numbers divided by 255.
    """
    with st.container(key=key):
        _component(
            key=f"{key}-numbers",
            data={
                "pixels": base64.b64encode(pixels.tobytes()).decode("ascii"),
                "divided": divided,
                "mark": separators()[0],
                "factor": zoom,
                "label": label,
                "alt": alt,
            },
        )
