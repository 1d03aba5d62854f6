"""Where a digit and its answer stand: side by side, or on a phone below each other."""

from contextlib import AbstractContextManager

import streamlit as st


def columns() -> tuple[AbstractContextManager[object], AbstractContextManager[object]]:
    """Return the place of the digit, and that of the answer.

    The first is as wide as the style makes the canvas.
    """
    with st.container(key="digit_board"):
        left, right = st.columns([272, 400], gap="medium")
    return left, right
