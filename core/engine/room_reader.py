"""Rooms as the web process sees them: read once for all who look.

Thirty phones and a projector ask every second what their room looks like. One of them
has the store asked for a number, the room's version; the others get what was read last.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import DiskFull, StoreUnavailable
from core.rooms.records import DrawingState

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.lazy_store import LazyStore
    from core.rooms.records import ClassDrawing, Room
    from core.store.store import Store

# A screen asks once a second: what it shows is then at most a second and a half old.
FRESH_SECONDS = 0.4
# Sightings of seats change no version.
WHOLE_SECONDS = 4.0
SIGHTING_SECONDS = 5.0
MOST_CACHED_VISITORS = 10_000
MOST_CACHED_ROOMS = 200
NEVER = float("-inf")


@dataclass(frozen=True)
class Place:
    """Where a visitor is.

    Attributes:
        taught: Id of the room in which the visitor teaches; None without one.
        room: Id of the room in which the visitor has a seat; None without one.
        seat: Id of the seat.
    """

    taught: str | None = None
    room: str | None = None
    seat: str = ""


NOWHERE = Place()


@dataclass(eq=False)
class _Seen:
    """A room as it was read last.

    Attributes:
        room: None where it is over.
        looked_at: When its version was asked for, by the clock of the process.
        read_at: When all of it was read, likewise.
        drawings: Its class set by id, without what was deleted.
        drawings_version: The room's, up to which they are known.
        lock: Held by the thread that reads.
    """

    room: Room | None = None
    looked_at: float = NEVER
    read_at: float = NEVER
    drawings: dict[int, ClassDrawing] = field(default_factory=dict)
    drawings_version: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class RoomReader:
    """Rooms, class sets and places as they were read last.

    All of it tolerates an outage: it returns what was read before.

    Args:
        store: What has the rooms.
        clock: Seconds, monotonic.
    """

    def __init__(self, store: LazyStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._places: dict[str, Place] = {}
        self._lock = threading.Lock()

    def place_of(self, visitor: str, *, is_fresh: bool = False) -> Place:
        """Return where a visitor is, as this process knows.

        Args:
            visitor: Id of the workspace.
            is_fresh: Whether the store is asked even so: with a new visit, say.
        """
        known = self._places.get(visitor)
        if known is not None and not is_fresh:
            return known
        if self._store.is_untried:
            # The first page of a new process does not wait for SQLAlchemy: a visitor
            # whose cookie it brings has had the store opened before.
            return NOWHERE
        try:
            found = self._store.run(lambda store: _place(store, visitor))
        except (DiskFull, StoreUnavailable):
            # It is asked again when it answers.
            return known or NOWHERE
        self._remember(visitor, found)
        return found

    def forget_place(self, visitor: str) -> None:
        """Have the store asked where a visitor is, the next time that it is needed."""
        with self._lock:
            self._places.pop(visitor, None)

    def room(self, room: str) -> Room | None:
        """Return a room as it was a moment ago; None where it is over."""
        seen = self._seen_of(room)
        self._refresh(room, seen)
        return seen.room

    def drawings(self, room: str) -> tuple[ClassDrawing, ...]:
        """Return a room's class set in the order of drawing, but for the deleted."""
        seen = self._seen_of(room)
        self._refresh(room, seen)
        with seen.lock:
            if seen.room is not None and seen.drawings_version < seen.room.version:
                self._read_drawings(room, seen, seen.room.version)
            return tuple(seen.drawings.values())

    def _read_drawings(self, room: str, seen: _Seen, version: int) -> None:
        after = seen.drawings_version
        try:
            changed = self._store.run(lambda store: store.class_drawings(room, after))
        except (DiskFull, StoreUnavailable):
            return
        for drawing in changed:
            seen.drawings[drawing.id] = drawing
            version = max(version, drawing.version)
            if drawing.state is DrawingState.DELETED:
                seen.drawings.pop(drawing.id)
        seen.drawings_version = version

    def _seen_of(self, room: str) -> _Seen:
        with self._lock:
            if len(self._seen) >= MOST_CACHED_ROOMS and room not in self._seen:
                self._seen.clear()
            return self._seen.setdefault(room, _Seen())

    def _refresh(self, room: str, seen: _Seen) -> None:
        """Read a room again if it has changed; of many that ask, one reads."""
        if self._clock() - seen.looked_at < FRESH_SECONDS:
            return
        is_first = seen.looked_at == NEVER
        # All wait for the first who reads; later, they go by what was read before.
        if not seen.lock.acquire(blocking=is_first):
            return
        try:
            now = self._clock()
            if now - seen.looked_at < FRESH_SECONDS:
                return
            # In an outage it is tried again with the next look, not by all at once.
            with contextlib.suppress(DiskFull, StoreUnavailable):
                self._read(room, seen, now)
            seen.looked_at = now
        finally:
            seen.lock.release()

    def _read(self, room: str, seen: _Seen, now: float) -> None:
        if seen.room is not None and now - seen.read_at < WHOLE_SECONDS:
            version = self._store.run(lambda store: store.room_version(room))
            if version == seen.room.version:
                return
        seen.room = self._store.run(lambda store: store.room(room))
        seen.read_at = now

    def _remember(self, visitor: str, place: Place) -> None:
        with self._lock:
            if len(self._places) >= MOST_CACHED_VISITORS:
                self._places.clear()
            self._places[visitor] = place

    def _changed(self, room: str) -> None:
        """Have the next look at a room ask the store."""
        self._seen_of(room).looked_at = NEVER


def _place(store: Store, visitor: str) -> Place:
    room, seat = store.seated_in(visitor) or (None, "")
    return Place(store.taught_room(visitor), room, seat)
