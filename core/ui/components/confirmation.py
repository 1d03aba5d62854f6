"""A question before something that cannot be taken back."""

from collections.abc import Callable

import streamlit as st


def confirmation(
    warning: str,
    *,
    key: str,
    yes: str,
    no: str,
    icon: str,
    on_yes: Callable[[], None],
    on_no: Callable[[], None],
) -> None:
    """Draw what will happen, and a button for each answer.

    Args:
        warning: What will happen, in the visitor's language.
        key: Of the buttons: ``{key}_confirm`` and ``{key}_cancel``.
        yes: Label of the button that has it happen.
        no: Label of the other one.
        icon: Material symbol of the first button.
        on_yes: Called at a press of the first. A forged request can press a button
            that is not on the page: it has to look whether the question was asked.
        on_no: Called at a press of the other.
    """
    st.warning(warning)
    with st.container(horizontal=True):
        st.button(yes, key=f"{key}_confirm", type="primary", icon=icon, on_click=on_yes)
        st.button(no, key=f"{key}_cancel", on_click=on_no)
