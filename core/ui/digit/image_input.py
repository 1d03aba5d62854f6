"""A digit for those who cannot draw: one out of MNIST, or a picture of one's own."""

import secrets
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import prediction, turned_picture
from core.datasets import loader
from core.errors import DataError, UploadError, UploadsBusy
from core.preprocessing.image_files import MEGABYTE, UPLOAD_BYTES, enlarge
from core.preprocessing.strokes import CANVAS_SIDE
from core.sandbox import files
from core.server import logs
from core.ui.components import camera
from core.ui.state.page_state import Input, OpenedPicture, TestDigit
from core.ui.state.session import session
from core.ui.streamlit_compat.types import UploadedFile
from core.ui.streamlit_compat.uploaded_files import content_of, drop_content
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t
from core.ui.text.uploader_labels import translate_upload


def test_digit() -> NDArray[np.uint8] | None:
    """Show one of MNIST's test digits, and a button for another.

    Returns:
        RGBA, (260, 260, 4) uint8.
    """
    visit = session()
    if visit.digit.test_digit is None:
        _another()
    digit = visit.digit.test_digit
    if digit is None:
        return None
    st.image(
        digit.pixels,
        width=CANVAS_SIDE,
        alt=t("A handwritten {label}.", label=digit.label),
    )
    st.button(
        t("Another digit"),
        key="draw_random",
        icon=":material/casino:",
        on_click=_another,
        width=CANVAS_SIDE,
    )
    st.caption(t("The writer meant a {label}.", label=digit.label))
    return digit.pixels


def upload() -> NDArray[np.uint8] | None:
    """Let the visitor upload a picture of a digit, and show it.

    Returns:
        RGBA, (height, width, 4) uint8; None while there is none that can be read.
    """
    limit = UPLOAD_BYTES // MEGABYTE
    translate_upload("draw_upload", limit, t("PNG or JPEG"))
    files.shared.warm()
    file = st.file_uploader(
        t("A picture of a digit, or of a number"),
        type=["png", "jpg", "jpeg", "jpe", "jfif"],
        key="draw_upload",
        max_upload_size=limit,
        help=t("Any pen on plain paper."),
    )
    if file is None:
        return None
    opened = _opened(file)
    pixels = _shown(opened)
    if pixels is not None:
        st.image(pixels, width=CANVAS_SIDE, alt=t("The picture that you uploaded."))
        _turn_button(opened)
    return pixels


def photograph() -> NDArray[np.uint8] | None:
    """Let the visitor take a photograph of a digit on paper.

    Returns:
        RGBA, (height, width, 4) uint8; None while there is none that can be read.
    """
    files.shared.warm()
    digit = session().digit
    camera.camera(
        key="draw_camera",
        label=t("A digit on paper"),
        hint=t(
            "Dark pen on light paper, or chalk on a blackboard; let it fill the "
            "picture. Trazo keeps no photograph."
        ),
        is_taken=digit.taken is not None or digit.photograph is not None,
        still=None if digit.photograph is None else digit.photograph.pixels,
        on_take=_take,
        on_again=_take_another,
    )
    if digit.taken is not None:
        digit.photograph = _open("", digit.taken)
        digit.taken = None
        if digit.photograph.turned_to_read:
            # The camera shows it as it was taken.
            st.rerun()
    if digit.photograph is None:
        return None
    pixels = _shown(digit.photograph)
    if pixels is not None:
        _turn_button(digit.photograph)
    return pixels


def _turn_button(opened: OpenedPicture) -> None:
    """Offer to turn a picture, and say so where the app has turned it."""
    st.button(
        t("Turn the picture"),
        key="draw_turn",
        icon=":material/rotate_90_degrees_cw:",
        on_click=_turn,
        width=CANVAS_SIDE,
    )
    if opened.turned_to_read:
        st.caption(
            t(
                "As it was, this was no digit, so Trazo turned the picture. If that is "
                "wrong, turn it with the button."
            )
        )


def _turn() -> None:
    """Turn the picture that is on show by 90° clockwise."""
    digit = session().digit
    if digit.input is Input.CAMERA:
        digit.photograph = _turned(digit.photograph)
    else:
        digit.picture = _turned(digit.picture)


def _turned(opened: OpenedPicture | None) -> OpenedPicture | None:
    if opened is None or opened.pixels is None:
        return opened
    return replace(
        opened, pixels=turned_picture.turn(opened.pixels, 1), turned_to_read=False
    )


def _take(content: bytes) -> None:
    """Note a photograph that has come, until the page has opened it."""
    digit = session().digit
    digit.taken, digit.photograph = content, None


def _take_another() -> None:
    digit = session().digit
    digit.taken, digit.photograph = None, None


def _opened(file: UploadedFile) -> OpenedPicture:
    """Open a file once, and then remove it."""
    digit = session().digit
    if digit.picture is None or digit.picture.file_id != file.file_id:
        try:
            content = content_of(file)
        except UploadsBusy as error:
            digit.picture = OpenedPicture(file.file_id, error=error)
        else:
            digit.picture = _open(file.file_id, content)
        # Only now: a page that is drawn again meanwhile has to open the file again.
        drop_content(file)
    return digit.picture


def _open(file_id: str, content: bytes | Path) -> OpenedPicture:
    waiting = t("Your picture is being opened.")
    if files.shared.is_busy:
        waiting = t("Pictures are opened one at a time: others go first.")
    try:
        with st.spinner(waiting):
            pixels = turned_picture.turn(files.open_picture(content), 0)
            quarters = turned_picture.quarters_to_read(pixels, prediction.shipped())
            return OpenedPicture(
                file_id,
                turned_picture.turn(pixels, quarters),
                turned_to_read=quarters > 0,
            )
    except UploadError as error:
        logs.log_event("upload refused", error=type(error).__name__)
        return OpenedPicture(file_id, error=error)


def _shown(opened: OpenedPicture) -> NDArray[np.uint8] | None:
    """Return the pixels of a picture; where it was refused, say why."""
    if opened.error is not None:
        st.error(sentence(opened.error))
    return opened.pixels


def random_test_digit() -> tuple[NDArray[np.uint8], int]:
    """Return a test digit, (28, 28) uint8, and what its writer meant."""
    try:
        return random_test_image(loader.available())
    except DataError:
        return random_test_image(loader.Source.SAMPLE)


def random_test_image(source: loader.Source) -> tuple[NDArray[np.uint8], int]:
    """Return a test image, (28, 28) uint8, and its label.

    Raises:
        DataError: The images cannot be read.
    """
    images, labels = loader.test_digits(source)
    index = secrets.randbelow(len(labels))
    return images[index], int(labels[index])


def _another() -> None:
    """Choose another digit at random."""
    image, label = random_test_digit()
    session().digit.test_digit = TestDigit(label, enlarge(image, CANVAS_SIDE))
