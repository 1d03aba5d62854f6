"""Presses in a room: each makes a change, or leaves word of why it could not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import TrazoError
from core.ui.state import services
from core.ui.state.session import session

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.rooms import Rooms


def press(change: Callable[[Rooms, str], Any]) -> bool:
    """Make a change, and keep what the page has to say if it is not possible.

    Args:
        change: Gets the rooms, and who asks.

    Returns:
        Whether it was made.
    """
    visit = session()
    visit.room.error = None
    try:
        change(services.engine().rooms, visit.identity.visitor)
    except TrazoError as error:
        visit.room.error = error
        return False
    return True
