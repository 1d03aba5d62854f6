"""The way to the page for teachers."""

import streamlit as st

from core.ui import layout
from core.ui.text.translate import t


def panel() -> None:
    """Draw the link."""
    with st.container(key="teachers", gap="xxsmall"):
        st.page_link(
            layout.TEACHERS.script,
            label=layout.TEACHERS.title(),
            icon=layout.TEACHERS.icon,
            query_params=layout.query(),
            width="content",
        )
        st.caption(
            t("Plans for a lesson, questions with answers, and sheets to print.")
        )
