"""Where a projector finds its view of the room."""

from urllib.parse import urlencode

from core.ui import layout
from core.ui.state.session import session

VIEW, PROJECTOR = "view", "projector"


def projector_address() -> str:
    """Return the address of the wall, for this browser."""
    query = urlencode({VIEW: PROJECTOR, "lang": session().identity.language})
    return f"{layout.address()}{layout.ROOM.path}?{query}"
