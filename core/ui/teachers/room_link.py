"""The way from the page for teachers to a class room."""

import streamlit as st

from core.ui import layout
from core.ui.text.translate import t


def panel() -> None:
    """Draw the link."""
    with st.container(key="teachers_room"):
        layout.link_to(layout.ROOM, t("Open a class room"))
