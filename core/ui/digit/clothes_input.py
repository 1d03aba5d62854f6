"""What stands in for a drawing where a network has learned what cannot be drawn."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.datasets import loader
from core.errors import DataError
from core.preprocessing.image_files import enlarge
from core.preprocessing.strokes import CANVAS_SIDE
from core.runs.snapshots import TrackedDigit
from core.settings.datasets import DatasetName
from core.ui.digit import answer, model_picker, side_by_side
from core.ui.digit.image_input import random_test_image
from core.ui.html import render
from core.ui.state.page_state import SHIPPED
from core.ui.state.session import session
from core.ui.text.class_names import class_names
from core.ui.text.error_messages import sentence
from core.ui.text.subject import Subject
from core.ui.text.translate import t


def is_needed() -> bool:
    """Return whether the chosen network has learned what cannot be drawn."""
    return not model_picker.subject().is_drawable


def board() -> NDArray[np.float32] | None:
    """Say why there is no canvas, and show a test picture with the network's answer.

    Returns:
        The picture as the network takes it, (28, 28) float32 in [0, 1]; None while
        there is none.
    """
    st.info(
        t(
            "This network has learned clothes, and clothes cannot be drawn here: it "
            "would take any drawing for a shirt or a shoe. Look at what it says of "
            "pictures that it has not trained on, or draw for Trazo’s network."
        )
    )
    st.button(
        t("Draw for Trazo’s network"),
        key="draw_shipped",
        icon=":material/draw:",
        on_click=_choose_shipped,
    )
    picture = _picture(model_picker.subject().dataset)
    if picture is None:
        return None
    # The file of the network may be gone: then Trazo's own answers, to digits alone.
    network = model_picker.predictor()
    if not is_needed():
        st.rerun()
    seen = as_float32(picture.image)
    left, right = side_by_side.columns()
    with left:
        _shown(picture)
    with right:
        _answer(network.probabilities(seen[None])[0], picture.dataset)
    return seen


def _choose_shipped() -> None:
    session().digit.network = SHIPPED


def _picture(dataset: DatasetName) -> TrackedDigit | None:
    """Return the test picture on show, chosen at random at first."""
    state = session().digit
    if state.test_picture is None or state.test_picture.dataset is not dataset:
        state.test_picture = None
        _another(dataset)
    if state.test_picture is None:
        st.caption(
            t(
                "The test pictures are not on the server. Choose the clothes on the "
                "Data page, and they are fetched."
            )
        )
    return state.test_picture


def _another(dataset: DatasetName) -> None:
    """Choose another picture at random."""
    source = loader.available_for(dataset)
    if source is None:
        return
    try:
        image, label = random_test_image(source)
    except DataError as error:
        st.warning(sentence(error))
        return
    session().digit.test_picture = TrackedDigit(image, label, dataset)


def _shown(picture: TrackedDigit) -> None:
    assert picture.label is not None
    name = class_names(picture.dataset)[picture.label]
    st.image(
        enlarge(picture.image, CANVAS_SIDE),
        width=CANVAS_SIDE,
        alt=t("A test picture. It shows: {name}.", name=name),
    )
    st.button(
        t("Another picture"),
        key="draw_random",
        icon=":material/casino:",
        on_click=_another,
        args=(picture.dataset,),
        width=CANVAS_SIDE,
    )
    st.caption(t("It shows: {name}.", name=name))


def _answer(probabilities: NDArray[np.float32], dataset: DatasetName) -> None:
    best = int(probabilities.argmax())
    with st.container(key="draw_answer"):
        text = class_names(dataset)[best]
        st.html(render(answer.ANSWER, text=text, size=3, invitation=""))
    st.markdown(answer.sureness(float(probabilities[best])))
    answer.probabilities(
        probabilities, key="draw_probabilities", subject=Subject(dataset)
    )
