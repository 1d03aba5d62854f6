"""Callbacks that run from their first line to their last.

Streamlit 1.67 looks for the browser's next message at each look at its state,
in a callback too, and gives up the run that it finds there, with the press of a button
in it. A theme that changes, or a component that answers, sends such a message at any
time. `runner.fastReruns`, which `.streamlit/config.toml` turns off, gives up a press
even before its run starts.
"""

import threading
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state import SafeSessionState

_call = SafeSessionState.on_script_will_rerun
_look = ScriptRunner._maybe_handle_execution_control_request  # noqa: SLF001  no other
_thread = threading.local()


def make_whole() -> None:
    """Let no message interrupt a callback, in all pages; twice does no harm.

    Streamlit itself looks for messages right after the callbacks, and takes up then
    what has come meanwhile.
    """
    for owner, replaced, replacement in (
        (SafeSessionState, _call, _call_whole),
        (ScriptRunner, _look, _look_outside_callbacks),
    ):
        setattr(owner, replaced.__name__, replacement)


def _call_whole(state: SafeSessionState, *args: Any, **options: Any) -> None:
    _thread.is_calling = True
    try:
        _call(state, *args, **options)
    finally:
        _thread.is_calling = False


def _look_outside_callbacks(runner: ScriptRunner) -> None:
    if not getattr(_thread, "is_calling", False):
        _look(runner)
