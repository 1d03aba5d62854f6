"""The button on Home that begins the guided lesson."""

import streamlit as st

from core.ui.guide import course
from core.ui.state.session import session
from core.ui.text.translate import t


def button() -> None:
    """Draw the button, while the lesson does not go on already."""
    if session().guide.is_on:
        return
    st.button(
        t("Take me through it"),
        key="guide_start",
        type="primary",
        icon=":material/signpost:",
        help=t("Your own settings come back when you leave it."),
        on_click=course.start,
    )
    st.caption(t("Eight steps, one thing to do in each: a quarter of an hour."))
