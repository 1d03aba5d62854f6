"""The way from the page for teachers to a class room."""

import streamlit as st

from core.ui import layout
from core.ui.text.translate import t


def panel() -> None:
    """Draw the link."""
    with st.container(key="teachers_room"):
        st.page_link(
            layout.ROOM.script,
            label=t("Open a class room"),
            icon=layout.ROOM.icon,
            query_params=layout.query(),
            width="content",
        )
