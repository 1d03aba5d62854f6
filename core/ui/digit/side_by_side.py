"""Where a digit and its answer stand: side by side, or on a phone below each other."""

import streamlit as st

from core.ui.streamlit_compat.types import DeltaGenerator


def columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place of the digit, and that of the answer.

    The first is as wide as the style makes the canvas.
    """
    with st.container(key="digit_board"):
        left, right = st.columns([272, 400], gap="medium")
    return left, right
