"""A part of a page that is drawn only while it is open, and stays as it was left."""

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from core.ui.state.session import session, widget_value, write_widget


def fold(label: str, *, key: str, icon: str) -> ExpanderContainer:
    """Draw an expander that knows whether it is open.

    Args:
        label: In the visitor's language, Markdown.
        key: Of the widget.
        icon: Material symbol.

    Returns:
        A container; what takes time belongs into it only where it is `open`.
    """
    write_widget(key, key in session().unfolded)
    return st.expander(label, key=key, icon=icon, on_change=_keep, args=(key,))


def _keep(key: str) -> None:
    unfolded = session().unfolded
    if widget_value(key):
        unfolded.add(key)
    else:
        unfolded.discard(key)
