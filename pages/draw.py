"""Draw: step 8 of the article. The visitor draws, the network answers."""

import streamlit as st

from core.ui import deleted_work, layout, not_saved, python_code
from core.ui.components import canvas
from core.ui.digit import (
    answer,
    clothes_input,
    digit_input,
    model_picker,
    side_by_side,
)
from core.ui.draw import (
    dataset_bias,
    meant_digits,
    other_networks,
    own_drawings,
    preprocessing_steps,
)
from core.ui.guide import course
from core.ui.questions import check_panel, page_guesses
from core.ui.seat import seating
from core.ui.state import autosave
from core.ui.state.page_state import Input
from core.ui.state.session import session
from core.ui.text import lessons
from core.ui.text.translate import t
from core.ui.train import watched_digits


@st.fragment
def board() -> None:
    """Everything that changes with a stroke: the rest of the page stays as it is."""
    with st.container(key="draw_title"):
        st.title(t("Draw"))
        st.caption(_what_it_knows())
    if clothes_input.is_needed():
        clothes_input.board()
        model_picker.choose_network()
        # The drawing is back on the canvas once a network can read it.
        canvas.arrive()
        return
    digit_input.choose("draw_input")
    left, right = side_by_side.columns()
    with left:
        picture = digit_input.picture()
    with right:
        read = answer.answer(picture, digit_input.invitation())
        # What follows compares with digits: a network of signs knows none.
        is_digit = model_picker.subject().is_digits
        if is_digit:
            own_drawings.correct(read)
            meant_digits.panel(read)
            watched_digits.offer(read)
            page_guesses.own_seven(read)
    if session().digit.input is Input.CANVAS:
        canvas.brush()
    model_picker.choose_network()
    if is_digit:
        other_networks.panel(read)
        preprocessing_steps.panel(read)
        dataset_bias.beside(read)
    autosave.save()
    deleted_work.refresh()
    not_saved.refresh()
    course.refresh()
    seating.note_activity()


def _what_it_knows() -> str:
    subject = model_picker.subject()
    if subject.is_digits:
        return t("It knows the digits 0 to 9, as they are written in Latin script.")
    return t("It knows: {names}.", names=", ".join(subject.names()))


if layout.open_page(layout.DRAW):
    canvas.arrive()
board()
lessons.panel(8)
own_drawings.panel()
dataset_bias.panel()
st.header(t("What you know now"))
lessons.panel("conclusion")
check_panel.step(8)
check_panel.exit_quiz()
python_code.panel(8)
layout.close_page(layout.DRAW)
