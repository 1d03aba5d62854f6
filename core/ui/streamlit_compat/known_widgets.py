"""Which widgets the browser knows, as its last message has them.

Streamlit 1.67 sends a value that was set by a script once, with the widget. A run that
follows at once clears what was not sent yet, and a browser that is still building the
page takes the widget of the later run: without the value, a slider stands at its least.
So a value is to be set again until the browser's own message has the widget.
"""

import threading

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state.common import user_key_from_element_id


class _Message(threading.local):
    """What the message had for which this thread runs a script.

    Attributes:
        keys: Of the widgets in it.
    """

    keys: frozenset[str | None] = frozenset()


_message = _Message()


def take(states: WidgetStates | None) -> None:
    """Take in the widgets of a message; None for a run that no browser asked for."""
    widgets = () if states is None else states.widgets
    _message.keys = frozenset(user_key_from_element_id(each.id) for each in widgets)


def knows(key: str) -> bool:
    """Return whether the browser's message had the widget with a key."""
    return key in _message.keys
