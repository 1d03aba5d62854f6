"""The room of a visit: who teaches in it, and what a teacher's press changes."""

import streamlit as st

from core.errors import TrazoError
from core.rooms.records import Room
from core.settings import query_params
from core.ui.state import services, visitor_address
from core.ui.state.room_press import press
from core.ui.state.session import session

KEY_PARAMETER = "key"


def taught_room() -> Room | None:
    """Return the room in which this visitor teaches; None without one."""
    rooms = services.engine().rooms
    taught = rooms.place_of(session().identity.visitor).taught
    if taught is None:
        return None
    room = rooms.room(taught)
    if room is None:
        rooms.forget_place(session().identity.visitor)
    return room


def watched_room() -> Room | None:
    """Return the room that a projector shows: one's own, or the one of a code.

    Everybody in the class sees the wall: its code leads to it, and to nothing else.
    """
    own = taught_room()
    code = st.query_params.get(query_params.CODE_KEY, "")
    if own is not None or not code:
        return own
    visit = session()
    rooms = services.engine().rooms
    if visit.room.watched is None or visit.room.watched[0] != code:
        try:
            found = rooms.find_room(
                code, visit.identity.visitor, visitor_address.known()
            )
        except TrazoError as error:
            visit.room.error = error
            return None
        visit.room.error = None
        visit.room.watched = (code, found)
    return rooms.room(visit.room.watched[1])


def enter_by_key() -> None:
    """Give this visitor the controls of the room whose key the address has."""
    key = st.query_params.get(KEY_PARAMETER, "")
    if not key:
        return
    # It is a secret: not for a reload, a bookmark or a screen that others see.
    del st.query_params[KEY_PARAMETER]
    press(lambda rooms, visitor: rooms.enter_as_teacher(key, visitor))


def change_pace(**changes: object) -> None:
    """Change what the class of this visitor may do: fields of `Pace`."""
    room = taught_room()
    # A forged request can press a button that is not on the page.
    if room is not None:
        press(
            lambda rooms, visitor: rooms.change_pace(room.id, visitor, **changes),
        )
