"""Where the digit comes from that a page looks at: drawn, or taken from elsewhere."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import BadCanvas
from core.settings.query_params import Part
from core.ui.components import canvas
from core.ui.digit import image_input, model_picker
from core.ui.state.binding import bound
from core.ui.state.page_state import Input
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t

EVERY_INPUT = tuple(Input)


def choose(key: str, inputs: Sequence[Input] = EVERY_INPUT) -> None:
    """Let the visitor draw, or take a digit from elsewhere.

    Args:
        key: Of the widget; one for each page.
        inputs: What the page offers.
    """
    names = {
        Input.CANVAS: t("Draw"),
        Input.TEST_DIGIT: t("A test digit"),
        Input.UPLOAD: t("Upload"),
        Input.CAMERA: t("Camera"),
    }
    offered = [choice for choice in names if choice in inputs]
    visit = session()
    if model_picker.subject().signs:
        # A sheet of paper, lines and specks may be part of a sign.
        offered = [Input.CANVAS]
    if not visit.link.shows(Part.UPLOAD):
        offered = [c for c in offered if c not in (Input.UPLOAD, Input.CAMERA)]
    if visit.digit.input not in offered:
        visit.digit.input = Input.CANVAS
        canvas.arrive()
    if len(offered) == 1:
        return
    st.segmented_control(
        t("Where the digit comes from"),
        offered,
        format_func=lambda choice: names[choice],
        required=True,
        label_visibility="collapsed",
        help=t("Draw it, take one of MNIST, upload a picture, or take one."),
        wrap=True,
        # A canvas that comes back is filled again.
        **bound(key, "digit.input", offered, then=canvas.arrive),
    )


def picture() -> NDArray[np.uint8] | None:
    """Show the canvas, or what stands in for it.

    Returns:
        RGBA, (height, width, 4) uint8; None while there is nothing to read.
    """
    try:
        match session().digit.input:
            case Input.CANVAS:
                return canvas.draw()
            case Input.TEST_DIGIT:
                return image_input.test_digit()
            case Input.UPLOAD:
                return image_input.upload()
            case Input.CAMERA:
                return image_input.photograph()
    except BadCanvas as error:
        st.warning(sentence(error))
    return None


def invitation() -> str:
    """Return what to say while there is nothing to read."""
    return {
        Input.CANVAS: t("Draw something."),
        Input.TEST_DIGIT: t("Press the button."),
        Input.UPLOAD: t("Choose a picture."),
        Input.CAMERA: t("Take a picture."),
    }[session().digit.input]
