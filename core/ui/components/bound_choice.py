"""A choice of one of a few, side by side, bound to a field of the session."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.ui.state.binding import bound


def bound_choice(
    label: str,
    names: Mapping[Any, str],
    explanation: str,
    *,
    key: str,
    field: str,
    wrap: bool | None = None,
    label_shown: bool = True,
    then: Callable[[], None] | None = None,
) -> None:
    """Let the visitor choose one value of a field.

    Args:
        label: In the visitor's language.
        names: What the visitor reads for each value, in order.
        explanation: One sentence of help.
        key: Of the widget.
        field: Where the session has it, as `bound` spells it.
        wrap: Whether they go on in a second row where a screen is narrow; None for
            Streamlit's choice.
        label_shown: Whether the label is there for others than screen readers.
        then: Called once the field has been changed.
    """
    st.segmented_control(
        label,
        list(names),
        format_func=lambda value: names[value],
        required=True,
        help=explanation,
        wrap=wrap,
        label_visibility="visible" if label_shown else "collapsed",
        **bound(key, field, names, then=then),
    )
