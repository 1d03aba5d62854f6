"""Rooms as the web process changes them, for seats and for those who teach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.room_reader import RoomReader
from core.rooms.code_limits import CodeLimits
from core.rooms.errors import RoomUnknown
from core.rooms.records import Sighting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.lazy_store import LazyStore
    from core.rooms.records import Break
    from core.store.store import Store

SIGHTING_SECONDS = 5.0


class Rooms(RoomReader):
    """The rooms of this web process's visitors; safe to share between threads.

    A method that changes a room raises `StoreUnavailable` or `DiskFull` where that is
    not possible, and a `RoomError` where it is not allowed.

    Args:
        store: What has the rooms.
        save: Has the store keep something without waiting for it, as `Engine.save`.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        store: LazyStore,
        save: Callable[[str, Callable[[Store], object], str], bool],
        clock: Callable[[], float],
    ) -> None:
        super().__init__(store, clock)
        self._save = save
        self._limits = CodeLimits(clock)
        self._sightings: dict[str, tuple[float, float, str, bool]] = {}
        self._sighted_at = clock()

    def find_room(self, code: str, visitor: str, address: str) -> str:
        """Return the id of the room that a code leads to.

        Args:
            code: As the visitor has typed it.
            visitor: Who asks.
            address: The network address that the visitor comes from.

        Raises:
            RoomUnknown: It leads to none.
            TooManyCodes: Too many wrong ones were tried.
        """
        with self._limits.attempt(visitor, address):
            room = self._store.run(lambda store: store.find_room(code))
            if room is None:
                self._limits.note_wrong(visitor, address, code)
                raise RoomUnknown
        return room

    def join(self, room: str, visitor: str) -> None:
        """Give a visitor a seat in a room, or the one from before."""
        place = self.place_of(visitor)
        with self._store.deleted.noting(visitor):
            seat = self._store.run(lambda store: store.join_room(room, visitor))
        self._remember(visitor, replace(place, room=room, seat=seat))
        self._changed(room)
        if place.room is not None and place.room != room:
            self._changed(place.room)

    def leave(self, visitor: str) -> None:
        """Give up a visitor's seat, with what was drawn and voted there."""
        place = self.place_of(visitor)
        self._store.run(lambda store: store.leave_room(visitor))
        self._remember(visitor, replace(place, room=None, seat=""))
        if place.room is not None:
            self._changed(place.room)

    def spin_nickname(self, room: str, visitor: str) -> None:
        """Deal a visitor another nickname."""
        self._store.run(lambda store: store.spin_nickname(room, visitor))
        self._changed(room)

    def vote(self, room: str, visitor: str, question: str, answer: int) -> None:
        """Record a seat's answer to the question that its room asks."""
        self._store.run(lambda store: store.vote(room, visitor, question, answer))
        self._changed(room)

    def vote_of(self, seat: str, question: str) -> int | None:
        """Return what a seat has voted for; None where it has not.

        Raises:
            StoreUnavailable, DiskFull: Nobody can tell.
        """
        return self._store.run(lambda store: store.vote_of(seat, question))

    def add_drawing(
        self,
        room: str,
        visitor: str,
        image: NDArray[np.uint8],
        label: int,
        *,
        is_refused: bool,
    ) -> int:
        """Add a drawing to the class set; see `ClassDrawingStore.add_class_drawing`."""
        drawing = self._store.run(
            lambda store: store.add_class_drawing(
                room, visitor, image, label, is_refused=is_refused
            )
        )
        self._changed(room)
        return drawing

    def delete_drawing(self, room: str, visitor: str, drawing: int) -> None:
        """Delete one of a visitor's own drawings."""
        self._store.run(
            lambda store: store.delete_class_drawing(room, visitor, drawing)
        )
        self._changed(room)

    def put_on_board(self, room: str, visitor: str, run: str) -> None:
        """Have one of a visitor's own runs stand for the visitor's seat."""
        self._store.run(lambda store: store.put_on_board(room, visitor, run))
        self._changed(room)

    def enter_break(self, room: str, visitor: str, found: Break) -> None:
        """Keep a drawing that a network is sure of and wrong about."""
        self._store.run(lambda store: store.enter_break(room, visitor, found))
        self._changed(room)

    def note_sighting(
        self, seat: str, page: str, *, active_ago: float, is_waiting: bool
    ) -> None:
        """Note the page that a seat has open; the store hears of all seats together.

        Args:
            seat: Id of the seat.
            page: Path of the page.
            active_ago: How long ago somebody pressed or drew something, in seconds.
            is_waiting: Whether a run of the seat waits or trains.
        """
        now = self._clock()
        with self._lock:
            self._sightings[seat] = (now, now - active_ago, page, is_waiting)
            if now - self._sighted_at < SIGHTING_SECONDS:
                return
            self._sighted_at = now
            noted, self._sightings = self._sightings, {}

        def keep(store: Store) -> None:
            # After an outage, that was longer ago than when it was noted.
            now = self._clock()
            store.note_sightings(
                Sighting(seat, page, now - seen_at, now - active_at, is_waiting)
                for seat, (seen_at, active_at, page, is_waiting) in noted.items()
            )

        self._save("", keep, "sightings")

    def open(self, visitor: str, kept_seconds: float, signs: Sequence[str]) -> str:
        """Open a room, and give a visitor its controls; return its id."""
        with self._store.deleted.noting(visitor):
            room = self._store.run(
                lambda store: store.open_room(visitor, kept_seconds, signs)
            )
        self._remember(visitor, replace(self.place_of(visitor), taught=room))
        return room

    def enter_as_teacher(self, key: str, visitor: str) -> None:
        """Give a visitor the controls of the room that a key opens."""
        with self._store.deleted.noting(visitor):
            room = self._store.run(lambda store: store.enter_as_teacher(key, visitor))
        self._remember(visitor, replace(self.place_of(visitor), taught=room))

    def make_teacher_key(self, room: str, teacher: str) -> str:
        """Return a new key by which another device gets a room's controls."""
        key = self._store.run(lambda store: store.make_teacher_key(room, teacher))
        self._changed(room)
        return key

    def change_pace(self, room: str, teacher: str, **changes: object) -> None:
        """Change what a class may do: fields of `Pace`."""
        self._store.run(lambda store: store.change_pace(room, teacher, **changes))
        self._changed(room)

    def change_code(self, room: str, teacher: str) -> None:
        """Give a room another code."""
        self._store.run(lambda store: store.change_room_code(room, teacher))
        self._changed(room)

    def kick(self, room: str, teacher: str, seat: str) -> None:
        """Send a seat out; it may come back."""
        self._store.run(lambda store: store.kick_seat(room, teacher, seat))
        self._changed(room)

    def remove(self, room: str, teacher: str, seat: str) -> None:
        """Remove a seat with its work, for good."""
        self._store.run(lambda store: store.remove_seat(room, teacher, seat))
        self._changed(room)

    def judge_drawing(
        self, room: str, teacher: str, drawing: int, *, is_let_through: bool
    ) -> None:
        """Let a drawing that was held back through, or delete any drawing."""
        self._store.run(
            lambda store: store.judge_class_drawing(
                room, teacher, drawing, is_let_through=is_let_through
            )
        )
        self._changed(room)

    def set_run(self, room: str, teacher: str, run: str) -> None:
        """Note which run trains the class network."""
        self._store.run(lambda store: store.set_class_run(room, teacher, run))
        self._changed(room)

    def end(self, room: str, teacher: str) -> None:
        """Delete a room with everything in it, for good."""
        self._store.run(lambda store: store.end_room(room, teacher))
        self._remember(teacher, replace(self.place_of(teacher), taught=None))
        self._forget_room(room)
