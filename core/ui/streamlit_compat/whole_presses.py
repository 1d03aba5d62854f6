"""Presses and callbacks that run from their first line to their last.

Streamlit 1.67 looks for the browser's next message at each look at its state and with
each element of a page, and gives up the run that it finds there, with the press of a
button in it. A theme that changes, or a component that answers, sends such a message
at any time. `runner.fastReruns`, which `.streamlit/config.toml` turns off, gives up a
press even before its run starts.
"""

import threading
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)
from streamlit.runtime.state import SafeSessionState

from core.ui.streamlit_compat import endless_reruns, known_widgets, late_reports

_call = SafeSessionState.on_script_will_rerun
_look = ScriptRunner._maybe_handle_execution_control_request  # noqa: SLF001  no other
_note = ScriptRequests._request_rerun_locked  # noqa: SLF001  no other


class _Run(threading.local):
    """What the run of this thread does.

    Attributes:
        calls: Whether it is in a callback.
        has_press: Whether the message that it runs for is a press.
        leaves: Whether its own code has asked for another run, as `st.rerun` does.
    """

    calls = False
    has_press = False
    leaves = False


_run = _Run()


def make_whole() -> None:
    """Let no message interrupt a press or a callback; twice does no harm.

    Streamlit itself looks for messages at the end of a run, and takes up then what has
    come meanwhile. What a page's own code asks for, and a stop, are done at once.
    """
    for owner, replaced, replacement in (
        (SafeSessionState, _call, _call_whole),
        (ScriptRunner, _look, _look_when_whole),
        (ScriptRequests, _note, _note_own),
    ):
        setattr(owner, replaced.__name__, replacement)


def _call_whole(
    state: SafeSessionState, fresh: WidgetStates | None, **options: Any
) -> None:
    endless_reruns.take(fresh)
    fresh = late_reports.take(fresh)
    known_widgets.take(fresh)
    _run.has_press = _has_press(fresh)
    _run.leaves = False
    _run.calls = True
    try:
        _call(state, fresh, **options)
    finally:
        _run.calls = False


def _look_when_whole(runner: ScriptRunner) -> None:
    if _run.calls:
        return
    if _run.has_press and not _run.leaves and not _must_stop(runner):
        return
    _run.has_press = False
    _look(runner)


def _note_own(requests: ScriptRequests, data: RerunData) -> bool:
    # The browser's messages come in another thread.
    if get_script_run_ctx(suppress_warning=True) and not endless_reruns.is_allowed():
        return True
    _run.leaves = True
    return _note(requests, data)


def _must_stop(runner: ScriptRunner) -> bool:
    return runner._requests._state is ScriptRequestType.STOP  # noqa: SLF001  no other


def _has_press(states: WidgetStates | None) -> bool:
    """Return whether a browser's message has the press of a button."""
    return states is not None and any(state.trigger_value for state in states.widgets)
