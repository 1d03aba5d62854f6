"""Draw: step 8 of the article. The visitor draws, the network answers."""

import streamlit as st

from core.errors import BadCanvas
from core.links import Part
from core.ui import (
    bias,
    canvas,
    frame,
    hand,
    lesson,
    pictures,
    preparing,
    python,
    reading,
)
from core.ui.messages import sentence
from core.ui.session import Input, session, widget_value, write_widget
from core.ui.text import t


def keep_input() -> None:
    """Remember how the digit comes in; a canvas that comes back is filled again."""
    session().input = widget_value("draw_input")
    canvas.arrive()


def choose_input() -> None:
    """Let the visitor draw, or take a digit from elsewhere."""
    names = {
        Input.CANVAS: t("Draw"),
        Input.TEST_DIGIT: t("A test digit"),
        Input.UPLOAD: t("Upload"),
        Input.CAMERA: t("Camera"),
    }
    if not session().shows(Part.UPLOAD):
        del names[Input.UPLOAD], names[Input.CAMERA]
    write_widget("draw_input", session().input)
    st.segmented_control(
        t("Where the digit comes from"),
        list(names),
        format_func=lambda choice: names[choice],
        required=True,
        key="draw_input",
        label_visibility="collapsed",
        help=t("Draw it, take one of MNIST, upload a picture, or take one."),
        on_change=keep_input,
        wrap=True,
    )


@st.fragment
def board() -> None:
    """Everything that changes with a stroke: the rest of the page stays as it is."""
    choose_input()
    left, right = st.columns([272, 400], gap="medium")
    picture = None
    with left:
        try:
            match session().input:
                case Input.CANVAS:
                    picture = canvas.draw()
                case Input.TEST_DIGIT:
                    picture = pictures.test_digit()
                case Input.UPLOAD:
                    picture = pictures.upload()
                case Input.CAMERA:
                    picture = pictures.photograph()
        except BadCanvas as error:
            st.warning(sentence(error))
    with right:
        read = reading.answer(picture, invitations()[session().input])
        hand.correct(read)
    if session().input is Input.CANVAS:
        canvas.brush()
    reading.choose_network()
    preparing.panel(read)
    bias.beside(read)


def invitations() -> dict[Input, str]:
    """Return what to say while there is nothing to read."""
    return {
        Input.CANVAS: t("Draw something."),
        Input.TEST_DIGIT: t("Press the button."),
        Input.UPLOAD: t("Choose a picture."),
        Input.CAMERA: t("Take a picture."),
    }


if frame.open_page(frame.DRAW):
    canvas.arrive()
with st.container(key="draw_title"):
    st.title(t("Draw"))
board()
lesson.show(8)
hand.panel()
bias.panel()
python.panel(8)
frame.close_page(frame.DRAW)
