"""What the store keeps of a room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.rooms.split import Part
from core.settings.network import CLASSES

# A seat from which nobody was heard for so long has left, as far as a teacher can see.
# A browser tab in the background reports once a minute.
GONE_SECONDS = 75.0


class Wall(StrEnum):
    """What the projector shows, with the code while the door is open."""

    DRAWINGS = "drawings"
    QUESTION = "question"
    CURVE = "curve"
    RESULTS = "results"


class DrawingState(StrEnum):
    """Where a drawing of the class is."""

    ON_WALL = "on_wall"
    # The shipped network refuses it; the teacher has not looked at it yet.
    HELD_BACK = "held_back"
    # By its writer, or by the teacher: its image is gone.
    DELETED = "deleted"


@dataclass(frozen=True)
class Pace:
    """What a class may do at the moment.

    Attributes:
        open_pages: Paths of the pages that are open, such as ``"/draw"``.
        page: The page that the class was taken to last, and where a seat lands that
            comes late; empty for the page to join.
        calls: How often the class was taken to a page.
        is_paused: Whether the pupils' screens are to be left alone.
        is_locked: Whether nobody new may come in.
        question: Id of the question that is asked; empty without one.
        is_revealed: Whether its votes can be seen.
        wall: What the projector shows.
        is_sealed: Whether the sealed part of the test is still unopened.
        has_board: Whether the networks of the seats are compared.
        budget_seconds: How long the training of all seats may take together.
    """

    open_pages: frozenset[str] = frozenset()
    page: str = ""
    calls: int = 0
    is_paused: bool = False
    is_locked: bool = False
    question: str = ""
    is_revealed: bool = False
    wall: Wall = Wall.DRAWINGS
    is_sealed: bool = True
    has_board: bool = True
    budget_seconds: float = 180.0


@dataclass(frozen=True)
class Seat:
    """A pupil, or a few at one device.

    Attributes:
        id: 32 hexadecimal digits.
        number: In the order of joining, from 0.
        nickname: As `core.rooms.nicknames` spells it.
        spins: How often another nickname was asked for.
        part: What the seat's drawings are for.
        is_kicked: Whether the teacher has sent the seat out; it may come back.
        page: Path of the page that was open last.
        seen_at: When it was heard of last, in seconds since 1970.
        active_at: When somebody pressed or drew something there last, likewise.
        is_waiting: Whether a run of the seat waits or trains.
        run: Id of the run whose network the seat has put on the board; empty without.
    """

    id: str
    number: int
    nickname: str
    spins: int
    part: Part
    is_kicked: bool
    page: str
    seen_at: float
    active_at: float
    is_waiting: bool
    run: str = ""


@dataclass(frozen=True)
class Sighting:
    """What was last heard of a seat.

    Attributes:
        seat: Id of the seat.
        page: Path of the page that is open there.
        seen_ago: How long ago that was, in seconds.
        active_ago: How long ago somebody pressed or drew something there, likewise.
        is_waiting: Whether a run of the seat waits or trains.
    """

    seat: str
    page: str
    seen_ago: float
    active_ago: float
    is_waiting: bool


@dataclass(frozen=True, eq=False)
class Break:
    """A drawing that the network of a seat is sure of and wrong about.

    Attributes:
        seat: Id of the seat that drew it.
        target: Id of the seat whose network it is.
        label: What was meant, and what the shipped network reads.
        answer: What the network reads.
        share: How sure it is, 0 to 1.
        image: As a network sees it, (28, 28) uint8, ink bright.
    """

    seat: str
    target: str
    label: int
    answer: int
    share: float
    image: NDArray[np.uint8]


@dataclass(frozen=True)
class Room:
    """A room as it was read.

    Attributes:
        id: 32 hexadecimal digits; in no address.
        code: The six letters by which seats join.
        version: Grows with each change of what any screen shows.
        pace_version: Grows with each change of `pace` or of who has a seat.
        made_at: When it was opened, in seconds since 1970.
        ends_at: When it ends if nobody does anything.
        pace: What the class may do.
        run: Id of the class network's run; empty without one.
        signs: Ids of the signs that it learns, by their labels; empty for digits.
        seats: In the order of joining; those that were removed are not among them.
        votes: How many chose each answer of the question that is asked.
        breaks: The surest mistakes that seats have found, `MOST_BREAKS` at most.
        read_at: When this was read, by the clock of the store.
    """

    id: str
    code: str
    version: int
    pace_version: int
    made_at: float
    ends_at: float
    pace: Pace
    run: str = ""
    signs: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    votes: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    breaks: tuple[Break, ...] = ()
    read_at: float = 0.0

    @property
    def labels(self) -> range:
        """The labels of what it collects."""
        return range(len(self.signs) or CLASSES)

    def seat(self, seat_id: str) -> Seat | None:
        """Return a seat by its id; None where there is none."""
        return next((seat for seat in self.seats if seat.id == seat_id), None)

    def present(self) -> tuple[Seat, ...]:
        """Return the seats that were heard of of late and may be here."""
        return tuple(
            seat for seat in self.seats if not seat.is_kicked and self.hears(seat)
        )

    def hears(self, seat: Seat) -> bool:
        """Return whether something was heard of a seat of late."""
        # In the future, where a clock was ahead: then nobody can tell.
        return abs(self.read_at - seat.seen_at) < GONE_SECONDS


@dataclass(frozen=True, eq=False)
class ClassDrawing:
    """A drawing of the class set.

    Attributes:
        id: Number of the row.
        seat: Id of the seat that drew it.
        label: The sign that was asked for.
        image: As a network sees it, (28, 28) uint8, ink bright.
        state: Where it is.
        version: The room's, when it changed last.
    """

    id: int
    seat: str
    label: int
    image: NDArray[np.uint8]
    state: DrawingState
    version: int

    @property
    def is_held_back(self) -> bool:
        """Whether the teacher has to decide on it."""
        return self.state is DrawingState.HELD_BACK
