"""Rooms in plain Python: what a store of rooms must do, one action after the other."""

from dataclasses import dataclass, field
from typing import Any

from core.errors import WorkspaceDeleted
from core.rooms.errors import (
    NotYourRoom,
    RoomFull,
    RoomLocked,
    RoomUnknown,
    SeatGone,
    VotesClosed,
)
from core.rooms.records import Pace

PARTS = ("training", "open_test", "training", "sealed_test", "training")


@dataclass(eq=False)
class ModelSeat:
    """A seat."""

    number: int
    visitor: str
    is_kicked: bool = False
    spins: int = 0
    votes: dict[str, int] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """What its drawings are for."""
        return PARTS[self.number % 5]


@dataclass(eq=False)
class ModelDrawing:
    """A drawing of the class set; `version` is the room's when it changed last."""

    seat: ModelSeat
    number: int
    state: str
    version: int


@dataclass(eq=False)
class ModelRoom:
    """A room."""

    owner: str
    kept: float
    acted_at: float
    teachers: set[str] = field(default_factory=set)
    seats: list[ModelSeat] = field(default_factory=list)
    drawings: list[ModelDrawing] = field(default_factory=list)
    pace: dict[str, Any] = field(default_factory=lambda: dict(vars(Pace())))
    made: int = 0
    version: int = 1
    pace_version: int = 1
    is_deleted: bool = False

    def seat_of(self, visitor: str) -> ModelSeat | None:
        """Return a visitor's seat."""
        return next((seat for seat in self.seats if seat.visitor == visitor), None)

    def votes(self) -> dict[int, int]:
        """Return how many chose each answer of what is asked."""
        given = [
            seat.votes[self.pace["question"]]
            for seat in self.seats
            if self.pace["question"] in seat.votes
        ]
        return {answer: given.count(answer) for answer in given}


class School:
    """All rooms; the methods are named like those of `core.engine.rooms.Rooms`."""

    def __init__(self, most_seats: int) -> None:
        self.now = 0.0
        self.rooms: list[ModelRoom] = []
        self.deleted: set[str] = set()
        self._most_seats = most_seats

    def is_going_on(self, room: ModelRoom) -> bool:
        """Say whether a room is not over."""
        return not room.is_deleted and self.now < room.acted_at + room.kept

    def taught(self, visitor: str) -> ModelRoom | None:
        """Return the room in which a visitor teaches."""
        found = [r for r in self.rooms if visitor in r.teachers and self.is_going_on(r)]
        return found[-1] if found else None

    def seated(self, visitor: str) -> tuple[ModelRoom, ModelSeat] | None:
        """Return a visitor's room and seat."""
        for room in self.rooms:
            seat = room.seat_of(visitor)
            if seat is not None and self.is_going_on(room):
                return room, seat
        return None

    def open(self, visitor: str, kept: float) -> ModelRoom:
        """Open a room."""
        self._ensure_not_deleted(visitor)
        known = self.taught(visitor)
        if known is None:
            known = ModelRoom(visitor, kept, self.now, {visitor})
            self.rooms.append(known)
        return known

    def join(self, room: ModelRoom, visitor: str) -> ModelSeat:
        """Give a visitor a seat."""
        self._ensure_not_deleted(visitor)
        self._ensure_going_on(room)
        seat = room.seat_of(visitor)
        if room.pace["is_locked"] and (seat is None or seat.is_kicked):
            raise RoomLocked
        if seat is None:
            if len(room.seats) >= self._most_seats:
                raise RoomFull(self._most_seats)
            seat = ModelSeat(room.made, visitor)
            room.made += 1
            room.seats.append(seat)
        seat.is_kicked = False
        self._act(room, is_pace=True)
        for other in self.rooms:
            if other is not room:
                self._vacate(other, visitor)
        return seat

    def leave(self, visitor: str) -> None:
        """Give up a visitor's seat."""
        for room in self.rooms:
            self._vacate(room, visitor)

    def spin_nickname(self, room: ModelRoom, visitor: str) -> None:
        """Deal another nickname."""
        seat = self._own(room, visitor)
        self._act(room, is_pace=True)
        seat.spins = min(seat.spins + 1, 3)

    def vote(self, room: ModelRoom, visitor: str, question: str, answer: int) -> None:
        """Answer the question."""
        seat = self._own(room, visitor)
        asked = room.pace["question"]
        if not question or asked != question or room.pace["is_revealed"]:
            raise VotesClosed
        seat.votes[question] = answer
        self._act(room)

    def add_drawing(
        self, room: ModelRoom, visitor: str, number: int, *, is_refused: bool
    ) -> ModelDrawing:
        """Add a drawing."""
        seat = self._own(room, visitor)
        self._act(room)
        for known in room.drawings:
            if (known.seat, known.number) == (seat, number) and (
                known.state != "deleted"
            ):
                return known
        state = "held_back" if is_refused else "on_wall"
        room.drawings.append(ModelDrawing(seat, number, state, room.version))
        return room.drawings[-1]

    def delete_drawing(
        self, room: ModelRoom, visitor: str, drawing: ModelDrawing | None
    ) -> None:
        """Delete an own drawing."""
        seat = self._own(room, visitor)
        self._act(room)
        if drawing is not None and drawing.seat is seat:
            drawing.state, drawing.version = "deleted", room.version

    def judge_drawing(
        self,
        room: ModelRoom,
        teacher: str,
        drawing: ModelDrawing | None,
        *,
        is_let_through: bool,
    ) -> None:
        """Let a drawing through, or delete it."""
        self._teach(room, teacher)
        self._act(room)
        if (
            drawing is not None
            and drawing in room.drawings
            and drawing.state != "deleted"
        ):
            drawing.state = "on_wall" if is_let_through else "deleted"
            drawing.version = room.version

    def change_pace(self, room: ModelRoom, teacher: str, **changes: Any) -> None:
        """Change the pace."""
        self._teach(room, teacher)
        self._act(room, is_pace=True)
        room.pace.update(changes)
        room.pace["calls"] += "page" in changes

    def kick(self, room: ModelRoom, teacher: str, seat: ModelSeat | None) -> None:
        """Send a seat out."""
        self._teach(room, teacher)
        self._act(room, is_pace=True)
        if seat is not None and seat in room.seats:
            seat.is_kicked = True

    def remove(self, room: ModelRoom, teacher: str, seat: ModelSeat | None) -> None:
        """Remove a seat with its work."""
        self._teach(room, teacher)
        self._act(room, is_pace=True)
        self._remove(room, seat)

    def hand_over(self, room: ModelRoom, teacher: str, other: str) -> None:
        """Make a key, and have another device enter with it."""
        self._teach(room, teacher)
        self._act(room, is_pace=True)
        self._ensure_not_deleted(other)
        for each in self.rooms:
            each.teachers.discard(other)
        room.teachers.add(other)

    def end(self, room: ModelRoom, teacher: str) -> None:
        """Delete a room."""
        if room.is_deleted or teacher not in room.teachers:
            raise NotYourRoom
        self._delete(room)

    def remove_workspace(self, visitor: str) -> None:
        """Delete everything of a visitor."""
        self.deleted.add(visitor)
        self.leave(visitor)
        for room in self.rooms:
            room.teachers.discard(visitor)
            if room.owner == visitor:
                self._delete(room)

    def clean(self) -> int:
        """Remove the rooms that are over; return how many."""
        over = [r for r in self.rooms if not r.is_deleted and not self.is_going_on(r)]
        for room in over:
            self._delete(room)
        return len(over)

    def _ensure_not_deleted(self, visitor: str) -> None:
        if visitor in self.deleted:
            raise WorkspaceDeleted

    def _ensure_going_on(self, room: ModelRoom) -> None:
        if not self.is_going_on(room):
            raise RoomUnknown

    def _own(self, room: ModelRoom, visitor: str) -> ModelSeat:
        self._ensure_going_on(room)
        seat = room.seat_of(visitor)
        if seat is None or seat.is_kicked:
            raise SeatGone
        return seat

    def _teach(self, room: ModelRoom, teacher: str) -> None:
        if room.is_deleted or teacher not in room.teachers:
            raise NotYourRoom
        self._ensure_going_on(room)

    def _act(self, room: ModelRoom, *, is_pace: bool = False) -> None:
        room.version += 1
        room.pace_version += is_pace
        room.acted_at = self.now

    def _vacate(self, room: ModelRoom, visitor: str) -> None:
        seat = room.seat_of(visitor)
        if seat is not None:
            room.version += 1
            room.pace_version += 1
            self._remove(room, seat)

    def _remove(self, room: ModelRoom, seat: ModelSeat | None) -> None:
        if seat is None or seat not in room.seats:
            return
        room.seats.remove(seat)
        for drawing in room.drawings:
            if drawing.seat is seat and drawing.state != "deleted":
                drawing.state, drawing.version = "deleted", room.version

    def _delete(self, room: ModelRoom) -> None:
        room.is_deleted = True
        room.seats.clear()
        room.drawings.clear()
        room.teachers.clear()
