"""What a class is going to draw: the ten digits, or signs that its teacher picks."""

from collections.abc import Callable
from enum import StrEnum

import streamlit as st

from core.rooms import sign_choice, signs
from core.rooms.errors import SignsAlike, SignsFull
from core.rooms.sign_image import rendered
from core.rooms.signs import Kind, Sign
from core.settings.network import SIDE
from core.ui.components.gallery import Tile, gallery
from core.ui.state.session import session, widget_value
from core.ui.text.error_messages import sentence
from core.ui.text.sign_names import sign_name
from core.ui.text.translate import number, t, tn


class Learns(StrEnum):
    """What a room learns."""

    DIGITS = "digits"
    SIGNS = "signs"


def choose() -> None:
    """Draw the choice between digits and signs, and the signs to pick from."""
    names = {Learns.DIGITS: t("The ten digits"), Learns.SIGNS: t("Signs of your own")}
    st.segmented_control(
        t("The class draws"),
        list(Learns),
        format_func=lambda learns: names[learns],
        default=Learns.DIGITS,
        required=True,
        key="room_learns",
        help=t(
            "A network learns signs from the drawings of your class alone: about ten "
            "seats and ten drawings of each sign are enough."
        ),
    )
    if _learns() is Learns.SIGNS:
        with st.container(key="room_signs"):
            _signs()


def chosen() -> tuple[str, ...] | None:
    """Return the ids of the signs for a new room, in the order of their labels.

    Returns:
        None while the choice opens no room; nothing in it stands for the ten digits.
    """
    if _learns() is Learns.DIGITS:
        return ()
    picked = session().room.signs
    return picked if sign_choice.is_possible(picked) else None


def _signs() -> None:
    groups = {
        Kind.LETTER: t("Letters"),
        Kind.SYMBOL: t("Symbols"),
        Kind.PICTURE: t("Pictures"),
    }
    _rule()
    for kind, name in groups.items():
        st.markdown(f"**{name}**")
        _group([sign for sign in signs.catalogue().values() if sign.kind is kind], name)
    picked = session().room.signs
    st.markdown(
        tn(
            "{n} sign picked: {names}",
            "{n} signs picked: {names}",
            len(picked),
            names=", ".join(map(sign_name, picked)),
        )
        if picked
        else t("No sign is picked yet.")
    )


def _group(offered: list[Sign], name: str) -> None:
    picked = session().room.signs
    gallery(
        [Tile(rendered(sign, SIDE), "", sign_name(sign.id)) for sign in offered],
        key=f"room_signs_{offered[0].kind}",
        label=name,
        chosen=frozenset(
            place for place, sign in enumerate(offered) if sign.id in picked
        ),
        presses=session().room.sign_presses,
        on_choose=_presser(offered),
    )


def _presser(offered: list[Sign]) -> Callable[[int], None]:
    def press(place: int) -> None:
        room = session().room
        room.sign_error = None
        room.sign_presses += 1
        try:
            room.signs = sign_choice.pressed(room.signs, offered[place].id)
        except (SignsFull, SignsAlike) as error:
            room.sign_error = error

    return press


def _rule() -> None:
    """Say what can be picked, or why the last press changed nothing, in one place.

    Otherwise what is below would move, and the next press hit another sign.
    """
    error = session().room.sign_error
    if error is not None:
        st.warning(sentence(error), icon=":material/block:")
        return
    st.info(
        t(
            "Pick {fewest} to {most} signs that one network shall tell apart.",
            fewest=number(signs.FEWEST),
            most=number(signs.MOST),
        ),
        icon=":material/draw:",
    )


def _learns() -> Learns:
    learns = widget_value("room_learns")
    # It comes from a browser.
    return Learns.SIGNS if learns == Learns.SIGNS else Learns.DIGITS
