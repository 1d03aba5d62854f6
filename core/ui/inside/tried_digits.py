"""Test a network on the available test digits, with a sign of progress."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.datasets import loader
from core.datasets.loader import Source
from core.errors import DataError
from core.ui.text.translate import t

Result = TypeVar("Result")


def tried(show: Callable[[Source], Result]) -> Result:
    """Show a network test digits; those of the sample where MNIST's file is broken.

    Args:
        show: Takes whose test digits, and returns what came of it.
    """
    with st.spinner(t("It is reading test digits.")):
        try:
            return show(loader.available())
        except DataError:
            return show(Source.SAMPLE)
