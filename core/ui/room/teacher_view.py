"""The teacher's view: who is where, what is open, and what the class has made."""

from pathlib import Path

import streamlit as st

from core.rooms.records import Room
from core.ui.components.room_error import room_error
from core.ui.room import (
    board_panel,
    class_network,
    class_panel,
    code_panel,
    devices_panel,
    pace_panel,
    question_panel,
    seats_panel,
    take_along,
    teaching,
)
from core.ui.state.session import session
from core.ui.text.translate import t

STYLE = Path(__file__).with_name("room.css")
WATCH_SECONDS = 1.0


def panel(room: Room) -> None:
    """Draw everything that a teacher has.

    Args:
        room: Which.
    """
    st.html(STYLE)
    st.title(t("Your class room"))
    room_error()
    code_panel.panel(room)
    pace_panel.panel(room)
    st.header(t("Who is here"))
    st.fragment(_live_seats, run_every=WATCH_SECONDS)(room.pace_version)
    st.header(t("Where the class is"))
    pace_panel.pages(room)
    st.header(t("A question to all"))
    question_panel.panel(room)
    st.header(t("What the class has drawn"))
    class_panel.panel(room)
    st.header(t("The network of the class"))
    class_network.panel(room)
    st.header(t("The networks of the seats"))
    board_panel.controls(room)
    st.header(t("Take along"))
    take_along.panel(room)
    st.header(t("The room"))
    devices_panel.panel(room)


def _live_seats(drawn: int) -> None:
    room = teaching.taught_room()
    # Another device of the teacher has changed something; or somebody has joined.
    if room is None or room.pace_version != drawn:
        session().room.is_redrawn = True
        st.rerun()
    seats_panel.panel(room)
