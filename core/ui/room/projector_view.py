"""The wall that a projector shows: no controls, no names, no secret address."""

from pathlib import Path

import streamlit as st

from core.lessons.questions import find_question
from core.rooms.records import Room, Wall
from core.ui.components.qr_code import qr_code
from core.ui.components.vote_bars import vote_bars
from core.ui.room import code_panel, teaching, wall
from core.ui.room.projector_address import PROJECTOR, VIEW
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t, tn

STYLE = Path(__file__).with_name("projector.css")
WATCH_SECONDS = 1.0
COLUMNS = 20


def is_asked_for() -> bool:
    """Say whether the address asks for the wall."""
    return st.query_params.get(VIEW) == PROJECTOR


def panel(room: Room | None) -> None:
    """Draw the wall, as it changes.

    Args:
        room: Which; None where there is none for this browser.
    """
    st.html(STYLE)
    if room is None:
        error = session().room.error
        st.info(
            sentence(error)
            if error is not None
            else t("No class room is open in this browser.")
        )
        return
    st.fragment(_live, run_every=WATCH_SECONDS)()


def _live() -> None:
    room = teaching.watched_room()
    if room is None:
        st.info(t("The class is over."))
        return
    if not room.pace.is_locked:
        _door(room)
    question = find_question(session().identity.language, room.pace.question)
    with st.container(key="projector_wall"):
        if question is not None and room.pace.wall is Wall.QUESTION:
            _question(room)
            return
        wall.panel(services.engine().rooms.drawings(room.id), columns=COLUMNS)


def _door(room: Room) -> None:
    with st.container(key="projector_door"):
        words, picture = st.columns([3, 1], vertical_alignment="center")
        with words:
            code_panel.code(room)
            st.html(
                "<p class='projector-link'>"
                + code_panel.join_link(room).partition("?")[0].partition("//")[2]
                + "</p>"
            )
            st.markdown(tn("{n} has joined.", "{n} have joined.", len(room.present())))
        with picture:
            qr_code(code_panel.join_link(room))


def _question(room: Room) -> None:
    question = find_question(session().identity.language, room.pace.question)
    if question is None:
        return
    vote_bars(question, room.votes, is_shown=room.pace.is_revealed)
    if room.pace.is_revealed:
        st.markdown(question.why)
    else:
        given = sum(room.votes.values())
        st.markdown(tn("{n} has answered.", "{n} have answered.", given))
