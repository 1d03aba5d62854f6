"""A component whose value Streamlit has dropped reports nothing, and fails no page."""

import pytest
from streamlit.testing.v1 import AppTest

from core.ui.components import (
    browser_memory,
    camera,
    confusion_matrix,
    gallery,
    pixel_picker,
    plotly_chart,
)

COMPONENTS = (
    browser_memory,
    camera,
    confusion_matrix,
    gallery,
    pixel_picker,
    plotly_chart,
)


def read():
    """Say what three callbacks would read."""
    import streamlit as st  # noqa: PLC0415  the page's own

    from core.ui.state.session import reported  # noqa: PLC0415

    st.session_state["held"] = {"choice": 3}
    names = ("held", "choice"), ("held", "other"), ("gone", "choice")
    st.text(str([reported(*name) for name in names]))


def test_what_is_not_there_is_nothing():
    page = AppTest.from_function(read).run()
    assert not page.exception
    assert page.text[0].value == "[3, None, None]"


@pytest.mark.parametrize("module", COMPONENTS, ids=lambda module: module.__name__)
def test_every_component_reads_so(module):
    assert not hasattr(module, "widget_value")
    assert hasattr(module, "reported")
