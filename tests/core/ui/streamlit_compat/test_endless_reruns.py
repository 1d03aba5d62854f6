"""A page that has itself drawn again and again comes to an end."""

import pytest
from streamlit.testing.v1 import AppTest

from core.ui.streamlit_compat import endless_reruns, whole_presses
from tests.support.patience import PATIENCE_SECONDS


def endless():
    """Ask for another run in each."""
    import streamlit as st  # noqa: PLC0415  the script of a page

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.rerun()
    st.write("drawn")


def in_a_fragment():
    """Do so in a part of the page, as a timer would."""
    import streamlit as st  # noqa: PLC0415  the script of a page

    @st.fragment
    def part():
        st.session_state.runs = st.session_state.get("runs", 0) + 1
        st.rerun()

    part()
    st.write("drawn")


def a_few():
    """Ask for as many runs as a page may have."""
    import streamlit as st  # noqa: PLC0415  the script of a page

    from core.ui.streamlit_compat.endless_reruns import MOST  # noqa: PLC0415  as above

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    if st.session_state.runs % (MOST + 1):
        st.rerun()
    st.write("drawn")


@pytest.fixture(autouse=True)
def whole():
    """Have Streamlit patched, as the pages do."""
    whole_presses.make_whole()


def said(caplog):
    """Return how often the log says that a page had no end."""
    return sum(
        getattr(record, "event", "") == "page drawn without end"
        for record in caplog.records
    )


@pytest.mark.parametrize("script", [endless, in_a_fragment])
def test_a_page_without_end_is_drawn_as_it_is(script, caplog):
    page = AppTest.from_function(script, default_timeout=PATIENCE_SECONDS).run()
    assert not page.exception
    assert page.markdown[-1].value == "drawn"
    assert page.session_state["runs"] == endless_reruns.MOST + 1
    assert said(caplog) == 1
    # The next message of the browser begins from nothing.
    page.run()
    assert page.session_state["runs"] == 2 * (endless_reruns.MOST + 1)
    assert said(caplog) == 2


def test_a_page_that_needs_a_few_runs_has_them(caplog):
    page = AppTest.from_function(a_few, default_timeout=PATIENCE_SECONDS)
    for times in (1, 2):
        page.run()
        assert page.session_state["runs"] == times * (endless_reruns.MOST + 1)
        assert page.markdown[-1].value == "drawn"
    assert said(caplog) == 0
