"""Of an address without a page Streamlit's own dialog says nothing."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.testing.v1 import AppTest

from core.ui.streamlit_compat import missing_page


def page():
    """Say what a page would know of its address."""
    import streamlit as st  # noqa: PLC0415  runs by itself
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415
    from streamlit.runtime.scriptrunner import get_script_run_ctx  # noqa: PLC0415

    from core.ui.streamlit_compat import missing_page  # noqa: PLC0415

    missing_page.replace_dialog()
    if st.query_params.get("address") == "wrong":
        message = ForwardMsg()
        message.page_not_found.page_name = "nowhere"
        context = get_script_run_ctx()
        assert context is not None
        context.enqueue(message)
    st.write(str(missing_page.is_missing()))


@pytest.fixture(autouse=True)
def streamlits_own(monkeypatch):
    """Put Streamlit's own function back afterwards."""
    monkeypatch.setattr(ScriptRunContext, "enqueue", ScriptRunContext.enqueue)


def test_only_the_run_of_a_wrong_address_knows_of_it():
    app = AppTest.from_function(page)
    for address, missing in (("", "False"), ("wrong", "True"), ("", "False")):
        app.query_params["address"] = address
        app.run()
        assert app.markdown[0].value == missing


def test_the_message_goes_nowhere_and_all_others_to_the_browser(monkeypatch):
    sent = []
    monkeypatch.setattr(
        missing_page, "_enqueue", lambda context, message: sent.append(message)
    )
    missing_page.replace_dialog()
    context = ScriptRunContext.__new__(ScriptRunContext)
    context.cursors = {}
    message = ForwardMsg()
    message.page_not_found.page_name = "nowhere"
    context.enqueue(message)
    assert sent == []
    other = ForwardMsg()
    other.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    context.enqueue(other)
    assert sent == [other]


def test_nothing_is_missing_outside_a_page():
    assert script_run_context.get_script_run_ctx(suppress_warning=True) is None
    assert not missing_page.is_missing()
