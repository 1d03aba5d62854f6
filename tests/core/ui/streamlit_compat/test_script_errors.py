"""Streamlit gives every exception of a page to our functions, and to no other."""

import asyncio
import logging
from typing import Any, cast

import pytest
from streamlit import error_util
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime import backend_operation_handler
from streamlit.testing.v1 import AppTest

from core.ui.streamlit_compat import script_errors


@pytest.fixture
def handled(monkeypatch):
    """What is logged, drawn and logged of downloads; Streamlit's own afterwards."""
    for name in ("_log_uncaught_app_exception", "show_uncaught_app_exception"):
        monkeypatch.setattr(error_util, name, getattr(error_util, name))
    logger = logging.getLogger(script_errors.DOWNLOADS)
    before = logger.filters[:]
    found: dict[str, list[Any]] = {"log": [], "draw": [], "log_download": []}
    script_errors.replace_handlers(**{name: found[name].append for name in found})
    yield found
    logger.filters[:] = before


def body():
    """Raise in a page."""
    raise KeyError("body")


def fragment():
    """Raise in a fragment."""
    import streamlit as st  # noqa: PLC0415  runs by itself

    @st.fragment
    def part():
        raise KeyError("fragment")

    part()


def cached():
    """Raise in a cached function."""
    import streamlit as st  # noqa: PLC0415  runs by itself

    @st.cache_data
    def read():
        raise KeyError("cached")

    read()


def callback():
    """Raise in a callback, once its button is pressed."""
    import streamlit as st  # noqa: PLC0415  runs by itself

    def pressed():
        raise KeyError("callback")

    st.button("Press", on_click=pressed)


def stop():
    """End a run early, as pages do."""
    import streamlit as st  # noqa: PLC0415  runs by itself

    if "again" not in st.session_state:
        st.session_state.again = True
        st.rerun()
    st.write("twice")
    st.stop()


@pytest.mark.parametrize("page", [body, fragment, cached, callback])
def test_an_exception_is_logged_and_drawn_by_ours_alone(handled, page):
    run = AppTest.from_function(page).run()
    if page is callback:
        assert not handled["draw"]
        run.button[0].click().run()
    assert not run.exception
    (drawn,), (logged,) = handled["draw"], handled["log"]
    assert drawn is logged
    assert repr(drawn) == f"KeyError('{page.__name__}')"


def test_control_flow_of_streamlit_passes(handled):
    run = AppTest.from_function(stop).run()
    assert run.markdown[0].value == "twice"
    assert handled == {"log": [], "draw": [], "log_download": []}


def test_a_download_that_fails_is_logged_by_ours_alone(handled, caplog):
    error = OSError("the disk of anna")

    class Files:
        def execute_deferred(self, file_id):
            raise error

    request = BackendOperationRequest(request_id="1")
    request.deferred_file.file_id = "secret"
    logger = logging.getLogger(script_errors.DOWNLOADS)
    logger.addHandler(caplog.handler)
    try:
        handler = backend_operation_handler.DeferredFileHandler(cast("Any", Files))
        answer = asyncio.run(handler.handle(request, "session"))
    finally:
        logger.removeHandler(caplog.handler)
    assert answer.error_msg
    assert handled["log_download"] == [error]
    assert caplog.text == ""


def test_it_is_done_once_where_it_is_asked_for_twice(handled):
    logger = logging.getLogger(script_errors.DOWNLOADS)
    count = len(logger.filters)
    script_errors.replace_handlers(**{name: handled[name].append for name in handled})
    assert len(logger.filters) == count
