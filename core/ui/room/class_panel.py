"""What the class has drawn, and what waits for the teacher to decide."""

import streamlit as st

from core.rooms import class_set
from core.rooms.records import ClassDrawing, Room
from core.ui.components.gallery import Tile, gallery
from core.ui.room import teaching, wall
from core.ui.state import services
from core.ui.state.room_press import press
from core.ui.state.session import session
from core.ui.text.translate import t, tn

MOST_HELD = 24
WATCH_SECONDS = 2.0


def panel(room: Room) -> None:
    """Draw the class set, as it grows.

    Args:
        room: Which.
    """
    st.fragment(_live, run_every=WATCH_SECONDS)()


def _live() -> None:
    room = teaching.taught_room()
    if room is None:
        return
    drawings = services.engine().rooms.drawings(room.id)
    held = [each for each in drawings if each.is_held_back][:MOST_HELD]
    if held:
        _held_back(room.id, held)
    seen = class_set.without_sealed(room, drawings)
    on_wall = sum(not each.is_held_back for each in seen)
    st.caption(
        tn("{n} drawing is on the wall.", "{n} drawings are on the wall.", on_wall)
    )
    sealed = len(drawings) - len(seen)
    if sealed:
        st.caption(
            tn(
                "{n} drawing is sealed.",
                "{n} drawings are sealed.",
                sealed,
            )
        )
    wall.panel(seen)


def _held_back(room_id: str, held: list[ClassDrawing]) -> None:
    visit = session()
    ids = [each.id for each in held]
    with st.container(key="room_held", border=True):
        st.markdown(
            tn(
                "{n} drawing waits for you: Trazo’s network takes it for no digit. It "
                "may be an unusual hand, which is worth a look. Press it, and decide.",
                "{n} drawings wait for you: Trazo’s network takes them for no digit. "
                "They may be unusual hands, which are worth a look. Press one, and "
                "decide.",
                len(held),
            )
        )
        chosen = visit.room.held if visit.room.held in ids else ids[0]
        gallery(
            [
                Tile(
                    each.image,
                    str(each.label),
                    t("It should be: {label}.", label=each.label),
                )
                for each in held
            ],
            key="room_held_drawings",
            label=t("Drawings that wait"),
            chosen=ids.index(chosen),
            on_choose=lambda place: _look(ids[place]),
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                t("Put it on the wall"),
                key="room_let_through",
                icon=":material/check:",
                on_click=_judge,
                args=(room_id, chosen, True),
            )
            st.button(
                t("Throw it away"),
                key="room_throw_away",
                icon=":material/delete:",
                on_click=_judge,
                args=(room_id, chosen, False),
            )


def _look(drawing: int) -> None:
    session().room.held = drawing


def _judge(room: str, drawing: int, is_let_through: bool) -> None:
    press(
        lambda rooms, visitor: rooms.judge_drawing(
            room, visitor, drawing, is_let_through=is_let_through
        )
    )
