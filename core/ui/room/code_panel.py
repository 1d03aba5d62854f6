"""The code of a room, in large letters and as a picture for phones."""

import streamlit as st

from core.rooms.records import Room
from core.settings import query_params
from core.ui import layout
from core.ui.components.qr_code import qr_code
from core.ui.html import render
from core.ui.room.projector_address import projector_address
from core.ui.text.translate import t

CODE = """\
<p class="room-code"><span class="room-code-label">{{ label }}</span>
<strong>{{ first }}<span class="room-code-gap"></span>{{ second }}</strong></p>"""


def join_link(room: Room) -> str:
    """Return the address that leads into a room."""
    return f"{layout.address()}{layout.JOIN.path}?{query_params.CODE_KEY}={room.code}"


def code(room: Room) -> None:
    """Draw the code, to be read from the last row."""
    half = len(room.code) // 2
    with st.container(key="room_code"):
        st.html(
            render(
                CODE,
                label=t("The code of the class"),
                first=room.code[:half],
                second=room.code[half:],
            )
        )


def panel(room: Room) -> None:
    """Draw the code, the way to the projector, and the picture for phones."""
    words, picture = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with words:
        code(room)
        if room.pace.is_locked:
            st.caption(t("The door is locked: nobody new can join."))
        else:
            st.caption(t("Pupils open this address, or point their camera:"))
            with st.container(key="room_link"):
                st.code(join_link(room), language=None, wrap_lines=True)
        st.link_button(
            t("Open the wall for the projector"),
            projector_address(),
            icon=":material/present_to_all:",
        )
    if not room.pace.is_locked:
        with picture, st.container(key="room_qr"):
            qr_code(join_link(room))
