"""The way of a drawing to the network, step by step; each step can be left out."""

import cv2
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays.pixel_types import as_uint8
from core.prediction import Reading
from core.preprocessing.mnist_format import CENTRE, SIDE, Preprocessed, Step
from core.ui.components.lazy_expander import fold
from core.ui.state.binding import bound_member
from core.ui.state.session import session
from core.ui.text.translate import t

PICTURE_SIDE = 112
MARK = (232, 89, 12)


def panel(reading: Reading | None) -> None:
    """Draw the way of the drawing that was read, folded away.

    Args:
        reading: What was read; None while there is nothing.
    """
    opened = fold(
        t("From your drawing to 28×28"), key="path", icon=":material/photo_filter:"
    )
    if session().digit.steps_left_out():
        st.warning(
            t(
                "A step is left out: the network gets something it has never seen, "
                "and answers anyway."
            )
        )
    with opened:
        # Five pictures at each stroke would delay the answer for those who don’t look.
        if opened.open:
            _way(None if reading is None else reading.path)


def _way(path: Preprocessed | None) -> None:
    if path is None:
        st.caption(t("Draw something, and you see here what becomes of it."))
    _draw_step(
        "canvas",
        None if path is None else _paper(path.ink),
        t("**Your drawing**, of any size and in any place."),
    )
    _draw_step(
        Step.BOX,
        None if path is None else _boxed(path),
        t("**The box.** Empty paper says nothing, so only the ink is cut out."),
        switch=t("Cut out the ink"),
    )
    _draw_step(
        Step.SHRINK,
        None if path is None else _paper(as_uint8(path.small)),
        t(
            "**20 pixels.** Its longest side becomes 20 pixels, as that of every digit "
            "of MNIST: large and small look alike."
        ),
        switch=t("Shrink to 20 pixels"),
    )
    _draw_step(
        Step.CENTRE,
        None if path is None else _balanced(path),
        t(
            "**The centre of mass.** The point where the ink would balance goes to "
            "the middle: there it was in all digits that the network learned from."
        ),
        switch=t("Centre by mass"),
    )
    _draw_step(
        "seen",
        None if path is None else as_uint8(path.seen),
        t("**28×28.** Light on dark, as MNIST is: this is all that the network sees."),
    )


def _draw_step(
    name: str, picture: NDArray[np.uint8] | None, words: str, switch: str | None = None
) -> None:
    left, right = st.columns([2, 3], wrap=False, vertical_alignment="center")
    with left, st.container(key=f"path_{name}"):
        if picture is not None:
            st.image(_enlarged(picture), width=PICTURE_SIDE, alt=words)
    with right:
        st.markdown(words)
        if switch is not None:
            st.toggle(
                switch,
                help=t("Leave this step out and watch the answer go wrong."),
                wrap=True,
                **bound_member(f"path_step_{name}", "digit.steps", Step(name)),
            )


def _paper(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return 255 - ink


def _enlarged(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return it twice as large as it is shown, each pixel to be seen."""
    scale = 2 * PICTURE_SIDE / max(picture.shape[:2])
    size = [max(1, round(length * scale)) for length in picture.shape[1::-1]]
    way = cv2.INTER_NEAREST if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def _boxed(path: Preprocessed) -> NDArray[np.uint8]:
    picture = np.repeat(_paper(path.ink)[..., None], 3, axis=2)
    box = path.box
    width = max(1, max(picture.shape) // 90)
    corners = (box.left, box.top), (box.right - 1, box.bottom - 1)
    cv2.rectangle(picture, *corners, MARK, width)
    return picture


def _balanced(path: Preprocessed) -> NDArray[np.uint8]:
    """Return the frame of 28 × 28 with a cross on its middle."""
    scale = 8
    frame = np.repeat(_paper(as_uint8(path.seen))[..., None], 3, axis=2)
    large = np.repeat(np.repeat(frame, scale, axis=0), scale, axis=1)
    middle = round((CENTRE + 0.5) * scale)
    end = SIDE * scale
    cv2.line(large, (0, middle), (end, middle), MARK, 1)
    cv2.line(large, (middle, 0), (middle, end), MARK, 1)
    return large
