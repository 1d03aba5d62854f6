"""Rooms as the web process sees them: read once for all who look.

Thirty phones and a projector ask every second what their room looks like. One of them
has the store asked for a number, the room's version; the others get what was read last.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.seen_room import NEVER, SeenRoom
from core.errors import DiskFull, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.lazy_store import LazyStore
    from core.rooms.records import ClassDrawing, Room
    from core.store.store import Store

# A screen asks once a second: what it shows is then at most a second and a half old.
FRESH_SECONDS = 0.4
# Sightings of seats change no version.
WHOLE_SECONDS = 4.0
# A visitor may have joined on another device, through another process.
PLACE_SECONDS = 5.0
# After a failure: the places on one page are asked for together.
PLACE_RETRY_SECONDS = 1.0
# A class set takes up to five megabytes: one that no screen shows is read again.
UNSEEN_SECONDS = 120.0
MOST_CACHED_VISITORS = 10_000
MOST_CACHED_ROOMS = 200


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


@dataclass(frozen=True)
class _KnownPlace:
    """A place as it was read last.

    Attributes:
        place: Where the visitor was.
        until: When the store is asked again, by the clock of the process.
    """

    place: Place
    until: float


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
        self._seen: dict[str, SeenRoom] = {}
        self._swept_at = clock()
        self._places: dict[str, _KnownPlace] = {}
        self._lock = threading.Lock()

    def place_of(self, visitor: str, *, is_fresh: bool = False) -> Place:
        """Return where a visitor is, as this process knows.

        Args:
            visitor: Id of the workspace.
            is_fresh: Whether the store is asked even so: with a new visit, say.
        """
        known = self._places.get(visitor)
        if known is not None and not is_fresh and self._clock() < known.until:
            return known.place
        if self._store.is_untried:
            # So this visitor is new: the first page does not wait for SQLAlchemy.
            return NOWHERE
        seconds = PLACE_SECONDS
        try:
            found = self._store.run(lambda store: _place(store, visitor))
        except (DiskFull, StoreUnavailable):
            found = NOWHERE if known is None else known.place
            seconds = PLACE_RETRY_SECONDS
        with self._lock:
            now_known = self._places.get(visitor)
            if now_known is not known:
                # This process has changed it while the store was asked.
                return found if now_known is None else now_known.place
            self._keep_place(visitor, found, seconds)
        if found.room is not None and (known is None or found != known.place):
            # What is known of the room may be older than the seat.
            self._changed(found.room)
        return found

    def forget_place(self, visitor: str) -> None:
        """Have the store asked where a visitor is, the next time that it is needed."""
        with self._lock:
            self._places.pop(visitor, None)

    def room(self, room: str) -> Room | None:
        """Return a room as it was a moment ago; None where it is over.

        Also where it was never read, because the store does not answer: see `is_over`.
        """
        seen = self._seen_of(room)
        self._refresh(room, seen)
        return seen.room

    def is_over(self, room: str) -> bool:
        """Say whether the store has said that a room is over."""
        seen = self._seen_of(room)
        self._refresh(room, seen)
        return seen.room is None and seen.read_at != NEVER

    def drawings(self, room: str) -> tuple[ClassDrawing, ...]:
        """Return a room's class set in the order of drawing, but for the deleted."""
        seen = self._seen_of(room)
        self._refresh(room, seen)
        if seen.is_behind:
            # All wait for the one that reads: a seat sees what it has just given.
            with seen.lock:
                self._read_drawings(room, seen)
        return seen.shown

    def network_of(self, room: str, seat: str) -> bytes | None:
        """Return the LiteRT file of a seat's network; None where nobody can tell."""
        try:
            return self._store.run(lambda store: store.seat_network(room, seat))
        except (DiskFull, StoreUnavailable):
            return None

    def _read_drawings(self, room: str, seen: SeenRoom) -> None:
        has_failed = self._clock() - seen.drawings_failed_at < FRESH_SECONDS
        if has_failed or seen.room is None or not seen.is_behind:
            return
        after, version = seen.drawings_version, seen.room.version
        try:
            changed = self._store.run(lambda store: store.class_drawings(room, after))
        except (DiskFull, StoreUnavailable):
            # Those who wait would find the same, one after the other.
            seen.drawings_failed_at = self._clock()
            return
        seen.take_drawings(changed, version)

    def _seen_of(self, room: str) -> SeenRoom:
        with self._lock:
            now = self._clock()
            seen = self._seen.get(room)
            if seen is None or now - self._swept_at >= UNSEEN_SECONDS:
                self._sweep(now)
                seen = self._seen.setdefault(room, SeenRoom())
            seen.asked_at = now
            return seen

    def _sweep(self, now: float) -> None:
        """Forget the rooms that no screen shows any more."""
        self._swept_at = now
        for room, seen in list(self._seen.items()):
            if now - seen.asked_at >= UNSEEN_SECONDS:
                del self._seen[room]
        while len(self._seen) >= MOST_CACHED_ROOMS:
            del self._seen[min(self._seen, key=lambda room: self._seen[room].asked_at)]

    def _refresh(self, room: str, seen: SeenRoom) -> None:
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
            changes = seen.changes
            # In an outage it is tried again with the next look, not by all at once.
            with contextlib.suppress(DiskFull, StoreUnavailable):
                self._read(room, seen, now)
            with self._lock:
                # A change that came meanwhile may not be in what was read.
                seen.looked_at = now if seen.changes == changes else NEVER
        finally:
            seen.lock.release()

    def _read(self, room: str, seen: SeenRoom, now: float) -> None:
        if seen.room is not None and now - seen.read_at < WHOLE_SECONDS:
            version = self._store.run(lambda store: store.room_version(room))
            if version == seen.room.version:
                return
        seen.take(self._store.run(lambda store: store.room(room)))
        seen.read_at = now

    def _remember(self, visitor: str, place: Place) -> None:
        """Remember where a visitor is after a change that this process has made."""
        with self._lock:
            self._keep_place(visitor, place, PLACE_SECONDS)

    def _keep_place(self, visitor: str, place: Place, seconds: float) -> None:
        if len(self._places) >= MOST_CACHED_VISITORS:
            self._places.clear()
        self._places[visitor] = _KnownPlace(place, self._clock() + seconds)

    def _changed(self, room: str) -> None:
        """Have the next look at a room ask the store."""
        seen = self._seen_of(room)
        with self._lock:
            seen.changes += 1
            seen.looked_at = NEVER

    def _forget_room(self, room: str) -> None:
        """Forget a room that is deleted, with all that its class has drawn."""
        with self._lock:
            self._seen.pop(room, None)


def _place(store: Store, visitor: str) -> Place:
    room, seat = store.seated_in(visitor) or (None, "")
    return Place(store.taught_room(visitor), room, seat)
