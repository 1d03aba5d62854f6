"""The end of a run, of which its browser hears also where the next run meets it.

A page runs in a thread, and all that it draws waits in line for the server's loop. A
thread that has ended takes no further message: for the next one, Streamlit 1.67 starts
another thread, and the session ignores from then on what still waits in line from the
first. An answer to a stroke is lost so, or a page's timers with the news that it is
drawn, and nothing on the page moves any more. Each page of a class sends a message each
second: of some eight hundred strokes, one was lost.

Where a part of a page begins before the end of another part was sent, Streamlit calls
that end a run that was broken off. The browser then keeps, with the new, what the part
showed before and no longer has.
"""

from typing import Any
from weakref import WeakSet

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
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
# Those that have ended and of which something may still wait in line.
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
        # All of a run's messages are in line when its thread takes no more. The next
        # run's come behind this one.
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
    begun = frozenset(fragment_ids_this_run or ())
    others = [
        message
        for message in queue._queue  # noqa: SLF001  no other
        if begun and _is_end_of_part(message) and begun.isdisjoint(_parts(message))
    ]
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    for message in others:
        message.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


def _is_end_of_part(message: ForwardMsg) -> bool:
    end = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    return message.HasField("script_finished") and message.script_finished == end


def _parts(message: ForwardMsg) -> frozenset[str]:
    return frozenset(message.metadata.run.fragment_ids)
