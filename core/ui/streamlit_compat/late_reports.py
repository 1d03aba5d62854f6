"""What a browser reports before it has the answer to the last press undoes nothing.

Each message of a browser has the values of all its widgets, and Streamlit 1.67 takes
each for what the visitor wants. A message that left before the answer came has the
values from before the press: it would undo what the press has set elsewhere on the
page. Timers send such messages all the time. So a value that only repeats what was
reported before a script set another one is left out

- of a timer's message: what a visitor changes comes in a message of its own;
- of any message that came before the script set that value. What comes later looks like
  a visitor who goes back to the earlier value, and counts as one.
"""

import threading
from weakref import WeakKeyDictionary, WeakValueDictionary

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id


class Reports:
    """What the browser of one session has reported; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # What the last message had of each widget, by its id.
        self._last: dict[str, bytes] = {}
        # Keys of widgets whose value a script has set since a visitor's last message.
        self._set: set[str] = set()

    def receive(self, *, is_timer: bool) -> None:
        """Take note of a message that has come; its run may have to wait.

        Args:
            is_timer: Whether nobody pressed anything for it.
        """
        if not is_timer:
            with self._lock:
                self._set.clear()

    def take(self, states: WidgetStates) -> WidgetStates:
        """Take in the widgets of the message for which a run begins.

        Returns:
            Them without those that only repeat what they were before the last press.
        """
        taken, last = WidgetStates(), {}
        with self._lock:
            for each in states.widgets:
                last[each.id] = each.SerializeToString()
                key = user_key_from_element_id(each.id)
                if key in self._set and self._last.get(each.id) == last[each.id]:
                    continue
                self._set.discard(str(key))
                taken.widgets.append(each)
            self._last = last
        return taken

    def note_set(self, key: str) -> None:
        """Remember a widget whose value the running script has changed."""
        with self._lock:
            self._set.add(key)


_sessions: WeakKeyDictionary[AppSession, Reports] = WeakKeyDictionary()
# Of the same, by the session's id, which is all that a script knows of it.
_by_id: WeakValueDictionary[str, Reports] = WeakValueDictionary()


def receive(session: AppSession, *, is_timer: bool) -> None:
    """Take note of a message that has come for a session; see `Reports.receive`."""
    if session not in _sessions:
        _sessions[session] = _by_id[session.id] = Reports()
    _sessions[session].receive(is_timer=is_timer)


def take(states: WidgetStates | None) -> WidgetStates | None:
    """Take in the widgets for which this thread begins a run; see `Reports.take`."""
    reports = _reports()
    return states if states is None or reports is None else reports.take(states)


def note_set(key: str) -> None:
    """Remember a widget whose value the script of this thread has changed."""
    if (reports := _reports()) is not None:
        reports.note_set(key)


def _reports() -> Reports | None:
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else _by_id.get(context.session_id)
