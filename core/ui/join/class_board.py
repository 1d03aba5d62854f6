"""The canvas on which a seat draws what the class set asks for."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import prediction
from core.arrays.pixel_types import as_uint8
from core.errors import TrazoError
from core.rooms.limits import MOST_DRAWINGS
from core.rooms.prompts import next_sign
from core.rooms.records import ClassDrawing
from core.rooms.sign_image import image_of
from core.rooms.split import Part
from core.ui.components import canvas
from core.ui.components.room_error import room_error
from core.ui.digit import side_by_side
from core.ui.html import render
from core.ui.join import own_class_drawings
from core.ui.seat import frame, seating
from core.ui.seat.seating import Seating
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.label_names import label_name
from core.ui.text.translate import t, tn

# Text and number are read together: "Draw a 7".
PROMPT = """\
<div role="status" aria-live="polite"><p class="prompt">{{ text }}
<strong{% if is_short %} class="short"{% endif %}>{{ sign }}</strong></p></div>"""


def arrive(*, is_reload: bool) -> None:
    """Prepare the canvas: what was drawn elsewhere is no answer to a prompt.

    Args:
        is_reload: Whether the page is the first of this visit.
    """
    if is_reload:
        canvas.arrive()
    else:
        canvas.clear()


def panel(found: Seating) -> None:
    """Draw prompt and canvas, or what a seat waits for."""
    if not frame.is_collecting(found.room.pace):
        st.info(
            t("Wait for your teacher: soon you are asked to draw."),
            icon=":material/hourglass_top:",
        )
        return
    st.fragment(_board)()


def _board() -> None:
    found = seating.find()
    if found is None:
        # The frame says why.
        st.rerun()
    mine = own_class_drawings.of_seat(found)
    if len(mine) >= MOST_DRAWINGS:
        st.success(t("You have drawn as much as there is room for. Thank you!"))
        return
    label = asked(found, mine)
    with st.container(key="join_prompt"):
        st.html(
            render(
                PROMPT,
                text=t("Draw:"),
                sign=label_name(found.room, label),
                is_short=not found.room.signs,
            )
        )
    left, right = side_by_side.columns()
    try:
        with left:
            picture = canvas.draw()
    except TrazoError as error:
        picture = None
        st.warning(sentence(error))
    with right:
        st.button(
            t("Give it to the class"),
            key="join_send",
            type="primary",
            icon=":material/send:",
            disabled=picture is None,
            on_click=_send,
            args=(label,),
        )
        room_error()
        st.caption(
            tn("You have given {n} drawing.", "You have given {n} drawings.", len(mine))
        )
        st.caption(_what_for(found.seat.part))
        if mine and mine[-1].is_held_back:
            st.caption(
                t(
                    "Trazo’s network takes your last drawing for no digit. Your "
                    "teacher decides whether it goes on the wall: an unusual hand is "
                    "no mistake."
                )
            )


def asked(found: Seating, mine: tuple[ClassDrawing, ...]) -> int:
    """Return the label that a seat is asked for next."""
    labels = found.room.labels
    drawn = {sign: sum(each.label == sign for each in mine) for sign in labels}
    return next_sign(labels, drawn, found.seat.id)


def _send(label: int) -> None:
    visit = session()
    visit.room.error = None
    seating.note_activity()
    found = seating.find()
    # A forged request can press a button that is not on the page.
    if found is None or label not in found.room.labels:
        return
    if not frame.is_collecting(found.room.pace) or found.room.pace.is_paused:
        return
    try:
        picture = canvas.picture()
        if picture is None:
            return
        image, is_refused = _looked_at(found, picture)
        services.engine().rooms.add_drawing(
            found.room.id, visit.identity.visitor, image, label, is_refused=is_refused
        )
    except TrazoError as error:
        visit.room.error = error
        return
    canvas.clear()


def _looked_at(
    found: Seating, picture: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], bool]:
    """Return a drawing as a network sees it, and whether the shipped one refuses it.

    Args:
        found: The seat, and the room that collects digits or signs.
        picture: RGBA of the canvas, (height, width, 4) uint8.
    """
    if found.room.signs:
        # The shipped network knows digits only.
        return image_of(picture), False
    reading = prediction.shipped().read(picture)
    return as_uint8(reading.seen), reading.no_digit is not None


def _what_for(part: Part) -> str:
    """Say what the drawings of a seat are for, and why."""
    match part:
        case Part.TRAINING:
            return t(
                "Your drawings are for training: the network of your class learns from "
                "them."
            )
        case Part.OPEN_TEST:
            return t(
                "Your drawings are for testing: the network of your class never "
                "learns from them. Only a hand that it has not seen shows whether it "
                "can read new hands."
            )
        case Part.SEALED_TEST:
            return t(
                "Your drawings are for the last test: the network of your class never "
                "learns from them, and they stay sealed until your teacher opens them "
                "at the end."
            )
