"""What a visit remembers of rooms, besides what the store has of them."""

import time
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import TrazoError
from core.rooms.errors import RoomError


class Notice(StrEnum):
    """Why a visitor has no seat any more."""

    OVER = "over"
    SENT_OUT = "sent_out"
    REMOVED = "removed"


@dataclass
class RoomState:
    """The room of a visit, as a pupil or as a teacher.

    Attributes:
        page: Path of the page that is open.
        code: The code that the address had, or that was typed last.
        error: Why the last press changed nothing; shown once.
        seated: Ids of the room and the seat that this visit had last; None without.
        notice: Why the seat is gone, until there is another.
        followed: The room, and how often its class had been taken to a page when this
            visit went there last; None before.
        votes: Answers of this seat by question, as far as they were looked up.
        active_at: When somebody pressed or drew something last, monotonic seconds.
        is_redrawn: Whether the page is drawn again because of the room, not of a press.
        key: The teacher's key that was made last; empty without.
        seat: Id of the seat that the teacher looks at; empty without.
        held: Id of the drawing that the teacher decides on; 0 for the first.
        watched: Code and id of the room that a projector shows; None without.
        on_board: Id of the run that this visit has put on the board; empty without.
        has_broken: Whether the last press has entered a mistake of a network.
        asks_leave: Whether the pupil is asked if the seat shall be given up.
        asks_end: Whether the teacher is asked if the room shall end.
        signs: Ids of the signs that are picked for a new room.
        sign_presses: How often a sign was pressed.
        sign_error: Why the last press changed nothing; None if it did.
    """

    page: str = ""
    code: str = ""
    error: TrazoError | None = None
    seated: tuple[str, str] | None = None
    notice: Notice | None = None
    followed: tuple[str, int] | None = None
    votes: dict[str, int | None] = field(default_factory=dict)
    active_at: float = field(default_factory=time.monotonic)
    is_redrawn: bool = False
    key: str = ""
    seat: str = ""
    held: int = 0
    watched: tuple[str, str] | None = None
    on_board: str = ""
    has_broken: bool = False
    asks_leave: bool = False
    asks_end: bool = False
    signs: tuple[str, ...] = ()
    sign_presses: int = 0
    sign_error: RoomError | None = None
