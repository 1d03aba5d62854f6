"""One dot for each seat; a nickname, and what can be done, only at a press."""

from collections import Counter

import streamlit as st

from core.rooms import nicknames
from core.rooms.records import Room, Seat
from core.rooms.seat_status import Status, status_of
from core.rooms.split import Part
from core.ui.room import pace_panel
from core.ui.state import services
from core.ui.state.room_press import press
from core.ui.state.session import session
from core.ui.text.translate import t, tn

ICONS = {
    Status.SENT_OUT: ":material/logout:",
    Status.ABSENT: ":material/radio_button_unchecked:",
    Status.WAITING: ":material/hourglass_top:",
    Status.DONE: ":material/check_circle:",
    Status.STUCK: ":material/help:",
    Status.DRAWING: ":material/draw:",
    Status.READING: ":material/menu_book:",
}


def panel(room: Room) -> None:
    """Draw the seats.

    Args:
        room: As it was a moment ago.
    """
    with st.container(key="room_seats"):
        if not room.seats:
            st.caption(t("Nobody has joined yet."))
            return
        given = Counter(
            drawing.seat for drawing in services.engine().rooms.drawings(room.id)
        )
        status = {seat.id: status_of(seat, room, given[seat.id]) for seat in room.seats}
        st.markdown(_summary(room, status))
        _dots(room, status)
    looked_at = room.seat(session().room.seat)
    if looked_at is not None:
        _seat(room, looked_at, status[looked_at.id], given[looked_at.id])


def status_names() -> dict[Status, str]:
    """Return the words for what a seat is doing."""
    return {
        Status.DRAWING: t("drawing"),
        Status.READING: t("reading"),
        Status.WAITING: t("training"),
        Status.DONE: t("done"),
        Status.STUCK: t("three minutes without a press"),
        Status.ABSENT: t("not here"),
        Status.SENT_OUT: t("sent out"),
    }


def _summary(room: Room, status: dict[str, Status]) -> str:
    names = status_names()
    counts = Counter(status.values())
    parts = [
        f"{ICONS[each]} {counts[each]} {names[each]}" for each in names if counts[each]
    ]
    here = tn("**{n} is here.**", "**{n} are here.**", len(room.present()))
    return here + " " + " · ".join(parts)


def _dots(room: Room, status: dict[str, Status]) -> None:
    looked_at = session().room.seat
    # A browser names the option of a choice by its label, which changes with what a
    # seat is doing: a press on an earlier one would choose nothing.
    with st.container(key="room_dots", horizontal=True, gap="xxsmall"):
        for seat in room.seats:
            st.button(
                str(seat.number + 1),
                key=f"room_dot_{seat.number}",
                icon=ICONS[status[seat.id]],
                type="primary" if seat.id == looked_at else "secondary",
                on_click=_look,
                args=(seat.id,),
            )
    st.caption(t("Press a seat for its nickname."))


def _seat(room: Room, seat: Seat, status: Status, given: int) -> None:
    names = status_names()
    pages = pace_panel.offered_pages()
    with st.container(key="room_looked_at", border=True):
        nickname = nicknames.in_words(seat.nickname, session().identity.language)
        st.markdown(f"**{nickname}** · {names[status]} · {pages.get(seat.page, '')}")
        st.caption(
            tn("{n} drawing", "{n} drawings", given) + " · " + _part_name(seat.part)
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                t("Send out"),
                key="room_kick",
                icon=":material/logout:",
                help=t("The seat may come back with the code, and finds its work."),
                on_click=_kick,
                args=(room.id, seat.id),
            )
            st.button(
                t("Remove with its work"),
                key="room_remove",
                icon=":material/person_remove:",
                help=t("Its drawings and answers are deleted, for good."),
                on_click=_remove,
                args=(room.id, seat.id),
            )


def _part_name(part: Part) -> str:
    return {
        Part.TRAINING: t("for training"),
        Part.OPEN_TEST: t("for testing"),
        Part.SEALED_TEST: t("for the sealed test"),
    }[part]


def _look(seat: str) -> None:
    """Look at a seat, or at none any more."""
    visit = session()
    visit.room.seat = "" if visit.room.seat == seat else seat


def _kick(room: str, seat: str) -> None:
    press(lambda rooms, visitor: rooms.kick(room, visitor, seat))


def _remove(room: str, seat: str) -> None:
    if press(lambda rooms, visitor: rooms.remove(room, visitor, seat)):
        session().room.seat = ""
