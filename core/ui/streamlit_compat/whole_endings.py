"""The end of a run, of which its browser hears also where the next run meets it.

A page runs in a thread, and all that it draws waits in line for the server's loop. A
thread that has ended takes no further message: for the next one, Streamlit 1.67 starts
another thread, and the session ignores from then on what still waits in line from the
first. An answer to a stroke is lost so, or a page's timers with the news that it is
drawn, and nothing on the page moves any more. Each page of a class sends a message each
second: of some eight hundred strokes, one was lost.

Where a part of a page starts before the end of an earlier run was sent, Streamlit
leaves out what that run drew of the part, and calls its end that of a run that was
broken off. The browser then keeps what the page showed before and no longer has.
"""

from typing import Any
from weakref import WeakSet

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import (
    ScriptRunner,
    ScriptRunnerEvent,
)

_start = AppSession._create_scriptrunner  # noqa: SLF001  no other
_handle = AppSession._handle_scriptrunner_event_on_event_loop  # noqa: SLF001  no other
_clear = ForwardMsgQueue.clear
# Those that have ended, or were stopped, and of which something may wait in line.
_ended: WeakSet[ScriptRunner] = WeakSet()


def make_whole() -> None:
    """Let nothing be lost that a run has drawn; twice does no harm."""
    for owner, replaced, replacement in (
        (AppSession, _start, _start_next),
        (AppSession, _handle, _handle_all),
        (ForwardMsgQueue, _clear, _clear_own),
    ):
        setattr(owner, replaced.__name__, replacement)


def _start_next(session: AppSession, data: RerunData) -> None:
    ended = session._scriptrunner  # noqa: SLF001  no other
    if ended is not None:
        _ended.add(ended)
        # All messages of a thread that has ended are in line by now, and the next one's
        # come behind this. What a stopped one still sends is ignored, as before.
        loop = session._event_loop  # noqa: SLF001  no other
        loop.call_soon_threadsafe(_ended.discard, ended)
    _start(session, data)


def _handle_all(
    session: AppSession,
    sender: ScriptRunner | None,
    event: ScriptRunnerEvent,
    *facts: Any,
) -> None:
    current = session._scriptrunner  # noqa: SLF001  no other
    # That a thread has shut down says nothing of the one that follows it.
    if sender not in _ended or event == ScriptRunnerEvent.SHUTDOWN:
        _handle(session, sender, event, *facts)
        return
    session._scriptrunner = sender  # noqa: SLF001  no other
    try:
        _handle(session, sender, event, *facts)
    finally:
        session._scriptrunner = current  # noqa: SLF001  no other


def _clear_own(
    queue: ForwardMsgQueue,
    retain_lifecycle_msgs: bool = False,
    fragment_ids_this_run: list[str] | None = None,
) -> None:
    if not fragment_ids_this_run:
        _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
        return
    # What was drawn to its end goes as it is, as if it had been sent a moment before.
    waiting = queue._queue  # noqa: SLF001  no other
    ends = [message.HasField("script_finished") for message in waiting]
    whole = len(ends) - ends[::-1].index(True) if any(ends) else 0
    queue._queue = waiting[whole:]  # noqa: SLF001  no other
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    queue._queue = waiting[:whole] + queue._queue  # noqa: SLF001  no other
