"""Another device for the teacher, and the end of a room."""

import streamlit as st

from core.engine.rooms import Rooms
from core.rooms.records import Room
from core.ui import layout
from core.ui.components.confirmation import confirmation
from core.ui.room import teaching
from core.ui.state import services
from core.ui.state.room_press import press
from core.ui.state.session import session
from core.ui.text.translate import t


def panel(room: Room) -> None:
    """Draw the teacher's link, and what ends the room.

    Args:
        room: Which.
    """
    st.button(
        t("Use the controls on another device too"),
        key="room_key",
        icon=":material/devices:",
        help=t("You get a secret link. A new one makes the one before useless."),
        on_click=_make_key,
        args=(room.id,),
    )
    if session().room.key:
        st.warning(
            t(
                "Open this link on your other device. It is the key to the room: show "
                "it to nobody, and not on the wall."
            )
        )
        with st.container(key="room_key_link"):
            link = f"{layout.address()}{layout.ROOM.path}?{teaching.KEY_PARAMETER}="
            st.code(link + session().room.key, language=None, wrap_lines=True)
    _end()


def _end() -> None:
    visit = session()
    if not visit.room.asks_end:
        st.button(
            t("Delete the room with everything in it"),
            key="room_delete",
            icon=":material/delete_forever:",
            on_click=_ask,
        )
        return
    confirmation(
        t("All seats, drawings and answers are deleted at once, for good."),
        key="room_delete",
        yes=t("Delete everything now"),
        no=t("Keep it"),
        icon=":material/delete_forever:",
        on_yes=_delete,
        on_no=_keep,
    )


def _make_key(room: str) -> None:
    visit = session()

    def make(rooms: Rooms, visitor: str) -> None:
        visit.room.key = rooms.make_teacher_key(room, visitor)

    press(make)


def _ask() -> None:
    session().room.asks_end = True


def _keep() -> None:
    session().room.asks_end = False


def _delete() -> None:
    visit = session()
    room = teaching.taught_room()
    # A forged request can press a button that is not on the page.
    if room is None or not visit.room.asks_end:
        return
    visit.room.asks_end = False
    # A run that goes on has a copy of the drawings.
    services.engine().class_runs.stop(room)
    if press(lambda rooms, visitor: rooms.end(room.id, visitor)):
        visit.room.key = visit.room.seat = ""
