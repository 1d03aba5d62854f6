"""The ways to the class room, for pupils and for those who teach."""

import streamlit as st

from core.ui import layout
from core.ui.text.translate import t


def panel() -> None:
    """Draw the links."""
    with st.container(key="teachers", gap="xxsmall"):
        _link(layout.JOIN, t("Join a class"))
        st.caption(t("With the code that your teacher shows."))
        _link(layout.ROOM, t("Open a class room"))
        _link(layout.TEACHERS, layout.TEACHERS.title())
        st.caption(
            t("Plans for a lesson, questions with answers, and sheets to print.")
        )


def _link(page: layout.Page, label: str) -> None:
    st.page_link(
        page.script,
        label=label,
        icon=page.icon,
        query_params=layout.query(),
        width="content",
    )
