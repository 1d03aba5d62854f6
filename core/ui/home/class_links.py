"""The ways to the class room, for pupils and for those who teach."""

import streamlit as st

from core.ui import layout
from core.ui.text.translate import t


def panel() -> None:
    """Draw the links."""
    with st.container(key="teachers", gap="xxsmall"):
        layout.link_to(layout.JOIN, t("Join a class"))
        st.caption(t("With the code that your teacher shows."))
        layout.link_to(layout.ROOM, t("Open a class room"))
        layout.link_to(layout.TEACHERS, layout.TEACHERS.title())
        st.caption(
            t("Plans for a lesson, questions with answers, and sheets to print.")
        )
