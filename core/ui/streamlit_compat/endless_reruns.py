"""Ends a page that has itself drawn again and again, with no message of its browser.

Streamlit 1.67 would go on for ever, and each run leaves messages in its queues: ten
such pages filled a server's memory within two minutes.
"""

import logging
import threading

from streamlit.proto.WidgetStates_pb2 import WidgetStates

from core.server import logs

# A page that is sent on, and finds there that something has changed, needs three.
MOST = 20


class _Chain(threading.local):
    """The runs of this thread since a browser's last message.

    Attributes:
        reruns: How many of them the page has asked for itself.
    """

    reruns = 0


_chain = _Chain()


def take(states: WidgetStates | None) -> None:
    """Count from nothing with a message; None for a run that no browser asked for."""
    if states is not None:
        _chain.reruns = 0


def is_allowed() -> bool:
    """Count a run that a page asks for; return whether it may have it.

    A page that may not is drawn to its end as it is.
    """
    _chain.reruns += 1
    if _chain.reruns == MOST + 1:
        logs.log_event("page drawn without end", logging.ERROR)
    return _chain.reruns <= MOST
