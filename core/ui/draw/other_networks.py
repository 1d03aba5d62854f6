"""What the networks of other seats say of a drawing."""

import streamlit as st

from core import prediction
from core.arrays.pixel_types import as_uint8
from core.prediction import Predictor, Reading
from core.rooms.records import Break
from core.ui.components.room_error import room_error
from core.ui.room import board_results
from core.ui.seat import seating
from core.ui.state.room_press import press
from core.ui.state.session import session
from core.ui.text.translate import percent, t

KEY = "draw_other"
# Of Trazo's own network: a drawing that it doubts is no fair question.
SURE = 0.9


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
    with st.container(key="draw_other_answer"):
        best, share = _answer(network, read)
        st.markdown(
            t("It says **{digit}**, {share} sure.", digit=best, share=percent(share))
        )
        _break(chosen, read, best)


def _break(target: str, read: Reading, best: int) -> None:
    """Offer to enter a mistake, where Trazo's own network reads something else."""
    seen = prediction.shipped().probabilities(read.seen[None])[0]
    meant = int(seen.argmax())
    if meant == best or seen[meant] < SURE:
        st.caption(
            t(
                "Break it: find a drawing that Trazo’s network reads surely, and this "
                "one wrong. The surest mistake of the class wins."
            )
        )
        return
    st.button(
        t("Enter it: that was a {digit}", digit=meant),
        key="draw_break",
        icon=":material/bolt:",
        type="primary",
        on_click=_enter,
        args=(target, read, meant),
    )
    if session().room.has_broken:
        st.success(t("Entered. Of several, your surest one counts."))
    room_error()


def _answer(network: Predictor, read: Reading) -> tuple[int, float]:
    """Return what a network reads, and how sure it is."""
    shares = network.probabilities(read.seen[None])[0]
    best = int(shares.argmax())
    return best, float(shares[best])


def _enter(target: str, read: Reading, meant: int) -> None:
    visit = session()
    visit.room.error, visit.room.has_broken = None, False
    found = seating.find()
    seat = None if found is None else found.room.seat(target)
    if found is None or seat is None:
        return
    network = board_results.network(found.room.id, seat)
    if network is None:
        return
    best, share = _answer(network, read)
    mistake = Break(found.seat.id, target, meant, best, share, as_uint8(read.seen))
    room = found.room.id
    visit.room.has_broken = press(
        lambda rooms, visitor: rooms.enter_break(room, visitor, mistake)
    )
