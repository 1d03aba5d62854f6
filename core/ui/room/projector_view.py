"""The wall that a projector shows: no controls, no names, no secret address."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.lessons.questions import Question, find_question
from core.rooms import class_set
from core.rooms.records import ClassDrawing, Room, Wall
from core.ui.components.qr_code import qr_code
from core.ui.components.vote_bars import vote_bars
from core.ui.html import render
from core.ui.room import board_panel, class_network, code_panel, teaching, wall
from core.ui.room.projector_address import PROJECTOR, VIEW
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t, tn

STYLES = (
    Path(__file__).with_name("room.css"),
    Path(__file__).with_name("projector.css"),
)
ADDRESS = """<p class="projector-link">{{ address }}</p>"""
WATCH_SECONDS = 1.0


def is_asked_for() -> bool:
    """Say whether the address asks for the wall."""
    return st.query_params.get(VIEW) == PROJECTOR


def panel(room: Room | None) -> None:
    """Draw the wall, as it changes.

    Args:
        room: Which; None where there is none for this browser.
    """
    for style in STYLES:
        st.html(style)
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
    drawings = services.engine().rooms.drawings(room.id)
    has_drawings = bool(wall.shown(class_set.without_sealed(room, drawings)))
    question = find_question(session().identity.language, room.pace.question)
    is_asking = question is not None and room.pace.wall is Wall.QUESTION
    if room.pace.is_locked:
        _wall(room, question if is_asking else None, drawings)
    elif is_asking or _has_more(room) or has_drawings:
        left, right = st.columns([4, 1], gap="medium")
        with left:
            _wall(room, question if is_asking else None, drawings)
        with right:
            _door(room)
    else:
        words, picture = st.columns([2, 1], gap="large", vertical_alignment="center")
        with words, st.container(key="projector_large"):
            _door_words(room)
        with picture:
            qr_code(code_panel.join_link(room))


def _wall(
    room: Room, question: Question | None, drawings: Sequence[ClassDrawing]
) -> None:
    with st.container(key="projector_wall"):
        if question is not None:
            _question(room, question)
        elif room.pace.wall is Wall.CURVE:
            class_network.projector(room)
        elif room.pace.wall is Wall.RESULTS:
            class_network.projector(room)
            board_panel.panel(room, drawings)
        else:
            wall.panel(class_set.without_sealed(room, drawings))


def _has_more(room: Room) -> bool:
    """Say whether the wall shows more than the code, also without any drawing."""
    return room.pace.wall in (Wall.CURVE, Wall.RESULTS)


def _door(room: Room) -> None:
    with st.container(key="projector_door"):
        qr_code(code_panel.join_link(room))
        _door_words(room)


def _door_words(room: Room) -> None:
    code_panel.code(room)
    address = code_panel.join_link(room).partition("?")[0].partition("//")[2]
    st.html(render(ADDRESS, address=address))
    st.markdown(tn("{n} has joined.", "{n} have joined.", len(room.present())))


def _question(room: Room, question: Question) -> None:
    vote_bars(question, room.votes, is_shown=room.pace.is_revealed)
    if room.pace.is_revealed:
        st.markdown(question.why)
    else:
        given = sum(room.votes.values())
        st.markdown(tn("{n} has answered.", "{n} have answered.", given))
