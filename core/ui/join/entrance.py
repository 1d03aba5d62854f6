"""The way into a class: a code, four lines about what is kept, and a nickname."""

from pathlib import Path

import streamlit as st

from core.engine.rooms import Rooms
from core.rooms import limits, nicknames
from core.settings import query_params
from core.ui.components import canvas
from core.ui.components.room_error import room_error
from core.ui.html import render
from core.ui.seat.seating import Seating
from core.ui.state import visitor_address
from core.ui.state.identity import is_room_code
from core.ui.state.room_press import press
from core.ui.state.room_state import Notice
from core.ui.state.session import session, widget_value, write_widget
from core.ui.text.translate import number, t, tn

STYLE = Path(__file__).with_name("join.css")

# As it may be typed, with spaces and hyphens.
MOST_TYPED = 12
NICKNAME = """\
<p class="nickname">{{ label }} <strong>{{ name }}</strong></p>"""


def panel() -> None:
    """Draw the way in."""
    visit = session()
    _take_code_of_address()
    st.html(STYLE)
    st.title(t("Your class"))
    if visit.room.notice is not None:
        st.info(_notice(visit.room.notice), icon=":material/logout:")
    write_widget("join_code", visit.room.code)
    st.text_input(
        t("The code on the board"),
        key="join_code",
        max_chars=MOST_TYPED,
        placeholder="ABC 234",
        autocomplete="off",
        on_change=_keep_code,
    )
    room_error()
    st.button(
        t("Join"),
        key="join_enter",
        type="primary",
        icon=":material/login:",
        on_click=_enter,
    )
    _privacy()


def welcome(found: Seating) -> None:
    """Draw who this seat is."""
    st.html(STYLE)
    st.title(t("Your class"))
    with st.container(
        key="join_nickname", horizontal=True, vertical_alignment="center", gap="small"
    ):
        name = nicknames.in_words(found.seat.nickname, session().identity.language)
        st.html(render(NICKNAME, label=t("You are"), name=name))
        left = limits.MOST_SPINS - found.seat.spins
        if left > 0:
            st.button(
                t("Another name"),
                key="join_spin",
                icon=":material/casino:",
                type="tertiary",
                help=tn("{n} more time.", "{n} more times.", left),
                on_click=_spin,
                args=(found.room.id,),
            )
    room_error()


def _notice(notice: Notice) -> str:
    match notice:
        case Notice.OVER:
            return t("That class is over, and what was drawn in it is deleted.")
        case Notice.SENT_OUT:
            return t(
                "Your teacher has sent you out. Your drawings are still there: with "
                "the code you come back to them."
            )
        case Notice.REMOVED:
            return t("Your seat is no longer there, and neither are its drawings.")


def _privacy() -> None:
    st.markdown(
        t(
            "- **Kept:** what you draw for the class, what you answer, and how well "
            "your network reads. No name, no account, no photograph.\n"
            "- **Where:** on the computer that runs this page.\n"
            "- **Until:** the class ends, at the latest {hours} hours after anybody "
            "was last active in it, unless your teacher has chosen longer.\n"
            "- **Deleted by:** you, each drawing and all together; your teacher, "
            "everything.",
            hours=number(limits.KEPT_SECONDS / limits.HOUR_SECONDS),
        )
    )


def _take_code_of_address() -> None:
    given = st.query_params.get(query_params.CODE_KEY, "")
    if given and is_room_code(given):
        session().room.code = given
        del st.query_params[query_params.CODE_KEY]


def _keep_code() -> None:
    session().room.code = str(widget_value("join_code"))


def _enter() -> None:
    visit = session()

    def join(rooms: Rooms, visitor: str) -> None:
        room = rooms.find_room(visit.room.code, visitor, visitor_address.known())
        rooms.join(room, visitor)

    if not press(join):
        return
    visit.room.notice = None
    canvas.clear()
    # A seat that comes late lands where the class is.
    visit.room.followed = ("", 0)


def _spin(room: str) -> None:
    press(lambda rooms, visitor: rooms.spin_nickname(room, visitor))
