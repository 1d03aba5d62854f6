"""How a seat's own network does on the class's test: on this screen alone."""

import streamlit as st

from core.rooms import board
from core.rooms.split import Part
from core.ui.room import board_results
from core.ui.seat.seating import Seating
from core.ui.state import services
from core.ui.text.translate import number, t


def panel(found: Seating) -> None:
    """Draw the place; nothing where there is no board, network or test."""
    if not found.room.pace.has_board or not found.seat.run:
        return
    part = Part.OPEN_TEST if found.room.pace.is_sealed else Part.SEALED_TEST
    drawings = services.engine().rooms.drawings(found.room.id)
    ranked = board.ranked(board_results.entries(found.room, drawings, part))
    mine = next(
        ((place, entry) for place, entry in ranked if entry.seat == found.seat.id), None
    )
    if mine is None:
        return
    place, entry = mine
    with st.container(key="join_place", border=True):
        st.markdown(
            t(
                "Your network is **number {network}**. Of {total} drawings of hands "
                "that it has not seen it reads {correct}: place {place} of {networks}.",
                network=entry.number,
                total=number(entry.total),
                correct=number(entry.correct),
                place=number(place),
                networks=number(len(ranked)),
            )
        )
