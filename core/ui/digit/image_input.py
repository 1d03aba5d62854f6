"""A digit for those who cannot draw: one out of MNIST, or a picture of one's own."""

import secrets

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import loader
from core.errors import DataError, UploadError
from core.preprocessing.image_files import MEGABYTE, UPLOAD_BYTES, enlarge
from core.preprocessing.strokes import CANVAS_SIDE
from core.sandbox import files
from core.server import logs
from core.ui.state.page_state import OpenedPicture, TestDigit
from core.ui.state.session import session
from core.ui.streamlit_compat.types import UploadedFile
from core.ui.streamlit_compat.uploaded_files import drop_content
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t
from core.ui.text.uploader_labels import translate_camera, translate_upload


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
    return None if file is None else _opened(file, shown=True)


def photograph() -> NDArray[np.uint8] | None:
    """Let the visitor take a photograph of a digit on paper.

    Returns:
        RGBA, (height, width, 4) uint8; None while there is none that can be read.
    """
    translate_camera("draw_camera")
    files.shared.warm()
    file = st.camera_input(
        t("A digit on paper"),
        key="draw_camera",
        help=t(
            "Dark pen on light paper, or chalk on a blackboard; let it fill the "
            "picture. Trazo keeps no photograph."
        ),
    )
    return None if file is None else _opened(file, shown=False)


def _opened(file: UploadedFile, *, shown: bool) -> NDArray[np.uint8] | None:
    opened = session().digit.picture
    if opened is None or opened.file_id != file.file_id:
        opened = session().digit.picture = _open(file)
    if opened.error is not None:
        st.error(sentence(opened.error))
    elif shown and opened.pixels is not None:
        st.image(
            opened.pixels, width=CANVAS_SIDE, alt=t("The picture that you uploaded.")
        )
    return opened.pixels


def _open(file: UploadedFile) -> OpenedPicture:
    """Open a picture, and have Streamlit forget its bytes."""
    content = file.getvalue()
    drop_content(file)
    waiting = t("Your picture is being opened.")
    if files.shared.is_busy:
        waiting = t("Pictures are opened one at a time: others go first.")
    try:
        with st.spinner(waiting):
            return OpenedPicture(file.file_id, files.open_picture(content))
    except UploadError as error:
        logs.log_event("upload refused", error=type(error).__name__)
        return OpenedPicture(file.file_id, error=error)


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
