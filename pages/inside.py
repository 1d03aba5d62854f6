"""Inside: beyond the eight steps. What happens in the network, layer by layer."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import NetworkGone
from core.explain import activations
from core.prediction import Reading
from core.ui import deleted_work, layout, not_saved
from core.ui.components import canvas
from core.ui.components.bound_choice import bound_choice
from core.ui.digit import (
    answer,
    clothes_input,
    digit_input,
    model_picker,
    side_by_side,
)
from core.ui.inside import (
    break_it,
    layer_list,
    nearest_digits,
    nearest_signs,
    occlusion_map,
)
from core.ui.state import autosave
from core.ui.state.inside_state import Look
from core.ui.state.page_state import Input
from core.ui.state.session import session
from core.ui.text import lessons
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t


@st.fragment
def board() -> None:
    """Everything that changes with a stroke: the rest of the page stays as it is."""
    if clothes_input.is_needed():
        image = clothes_input.board()
        model_picker.choose_network("inside_network")
        canvas.arrive()
        if image is not None:
            _layers(image)
        return
    digit_input.choose("inside_input", (Input.CANVAS, Input.TEST_DIGIT))
    left, right = side_by_side.columns()
    with left:
        picture = digit_input.picture()
    with right:
        read = answer.answer(picture, digit_input.invitation())
    autosave.save()
    deleted_work.refresh()
    not_saved.refresh()
    model_picker.choose_network("inside_network")
    _choose()
    look = session().inside.look
    # That lesson is about MNIST's digits.
    is_of_signs = look is Look.ALIKE and bool(model_picker.subject().signs)
    if look is not Look.LAYERS and not is_of_signs:
        lessons.panel(look)
    if read is None:
        st.caption(t("Draw something, and look inside."))
        return
    try:
        _look(read)
    except NetworkGone as error:
        st.warning(sentence(error))


def _choose() -> None:
    """Let the visitor choose what to look at: one idea a screen."""
    names = {
        Look.LAYERS: t("Layer by layer"),
        Look.INK: t("Which ink mattered"),
        Look.ALIKE: t("Look-alikes"),
        Look.BREAK: t("Break it"),
    }
    if model_picker.subject().signs:
        # What is broken is tried on MNIST's digits, which it does not know.
        del names[Look.BREAK]
    if session().inside.look not in names:
        session().inside.look = Look.LAYERS
    bound_choice(
        t("What to look at"),
        names,
        t("Each is one question to the network."),
        key="inside_look",
        field="inside.look",
        wrap=True,
        label_shown=False,
    )


def _look(read: Reading) -> None:
    match session().inside.look:
        case Look.INK:
            through = activations.load_cached(model_picker.network_path()).layers(
                read.seen
            )
            occlusion_map.panel(
                read, model_picker.predictor(), activations.multiplications(through)
            )
        case Look.ALIKE if model_picker.subject().signs:
            nearest_signs.panel(read)
        case Look.ALIKE:
            nearest_digits.panel(read)
        case Look.BREAK:
            break_it.panel(read, model_picker.predictor(), model_picker.network_path())
        case _:
            _layers(read.seen)


def _layers(seen: NDArray[np.float32]) -> None:
    path = model_picker.network_path()
    layer_list.panel(activations.load_cached(path).layers(seen))


if layout.open_page(layout.INSIDE):
    canvas.arrive()
st.title(t("Inside"))
lessons.panel("inside")
board()
layout.close_page(layout.INSIDE)
