"""What the networks of other seats say of a drawing."""

import streamlit as st

from core.prediction import Reading
from core.ui.room import board_results
from core.ui.seat import seating
from core.ui.text.translate import percent, t

KEY = "draw_other"


def panel(read: Reading | None) -> None:
    """Let a seat ask the network of another; nothing where there is none.

    Args:
        read: What was read; None while there is nothing to read.
    """
    found = seating.find()
    if found is None or not found.room.pace.has_board:
        return
    others = {
        seat.id: seat
        for seat in found.room.seats
        if seat.run and seat.id != found.seat.id
    }
    if not others or found.room.signs:
        return
    chosen = st.pills(
        t("Ask the network of another seat"),
        list(others),
        format_func=lambda seat: t("Network {number}", number=others[seat].number + 1),
        key=KEY,
        help=t("Each has trained alone. Find a drawing that they read differently."),
        wrap=True,
    )
    if chosen not in others or read is None:
        return
    network = board_results.network(found.room.id, others[chosen])
    if network is None:
        st.caption(t("This network is no longer there."))
        return
    shares = network.probabilities(read.seen[None])[0]
    best = int(shares.argmax())
    with st.container(key="draw_other_answer"):
        st.markdown(
            t(
                "It says **{digit}**, {share} sure.",
                digit=best,
                share=percent(float(shares[best])),
            )
        )
