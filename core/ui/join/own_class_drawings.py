"""What a seat has given to the class set: to look at, and to delete."""

import streamlit as st

from core.rooms.records import ClassDrawing
from core.ui.components.confirmation import confirmation
from core.ui.components.gallery import Tile, gallery
from core.ui.components.lazy_expander import fold
from core.ui.components.room_error import room_error
from core.ui.seat import seating
from core.ui.seat.seating import Seating
from core.ui.state import services
from core.ui.state.room_press import press
from core.ui.state.session import session
from core.ui.text.label_names import label_name
from core.ui.text.translate import t


def of_seat(found: Seating) -> tuple[ClassDrawing, ...]:
    """Return the drawings of a seat, in the order in which it made them."""
    drawings = services.engine().rooms.drawings(found.room.id)
    return tuple(each for each in drawings if each.seat == found.seat.id)


def panel(found: Seating) -> None:
    """Draw a seat's own drawings, and the way out of the class."""
    opened = fold(t("My drawings"), key="join_mine", icon=":material/collections:")
    with opened:
        if opened.open:
            _mine(found)
    _leave()


def _mine(found: Seating) -> None:
    mine = of_seat(found)
    if not mine:
        st.caption(t("You have not given anything yet."))
        return
    st.caption(t("Press a drawing to delete it: nobody sees it any more, for good."))
    ids = [each.id for each in mine]
    gallery(
        [
            Tile(
                each.image,
                label_name(found.room, each.label),
                t("Your drawing: {label}.", label=label_name(found.room, each.label)),
            )
            for each in mine
        ],
        key="join_drawings",
        label=t("My drawings"),
        on_choose=lambda place: _delete(found.room.id, ids[place]),
    )
    room_error()


def _leave() -> None:
    visit = session()
    if not visit.room.asks_leave:
        st.button(
            t("Leave the class"),
            key="join_leave",
            icon=":material/logout:",
            type="tertiary",
            on_click=_ask,
        )
        return
    confirmation(
        t("Your seat and all that you have drawn and answered here are deleted."),
        key="join_leave",
        yes=t("Leave and delete"),
        no=t("Stay"),
        icon=":material/delete_forever:",
        on_yes=_go,
        on_no=_stay,
    )


def _delete(room: str, drawing: int) -> None:
    seating.note_activity()
    press(lambda rooms, visitor: rooms.delete_drawing(room, visitor, drawing))


def _ask() -> None:
    session().room.asks_leave = True


def _stay() -> None:
    session().room.asks_leave = False


def _go() -> None:
    visit = session()
    # A forged request can press a button that is not on the page.
    if not visit.room.asks_leave:
        return
    visit.room.asks_leave = False
    if press(lambda rooms, visitor: rooms.leave(visitor)):
        # Who goes knows why.
        visit.room.seated = None
