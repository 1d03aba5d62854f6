"""A part of a page that is drawn only while it is open, and stays as it was left."""

import streamlit as st

from core.ui.state.binding import bound_member
from core.ui.streamlit_compat.types import ExpanderContainer


def fold(label: str, *, key: str, icon: str) -> ExpanderContainer:
    """Draw an expander that knows whether it is open.

    Args:
        label: In the visitor's language, Markdown.
        key: Of the widget.
        icon: Material symbol.

    Returns:
        A container; what takes time belongs into it only where it is `open`.
    """
    return st.expander(label, icon=icon, **bound_member(key, "widgets.unfolded", key))
