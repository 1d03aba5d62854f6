"""Who looks at a room waits for the first read at most, and an outage hides nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.engine.lazy_store import AWAY_SECONDS, LazyStore
from core.engine.room_reader import (
    FRESH_SECONDS,
    NOWHERE,
    PLACE_RETRY_SECONDS,
    PLACE_SECONDS,
    WHOLE_SECONDS,
    Place,
    RoomReader,
)
from core.errors import DiskFull, StoreBusy, StoreUnavailable
from tests.support.class_rooms import (
    NOBODY,
    NOTHING,
    TEACHER,
    give,
    pupil,
)
from tests.support.patience import PATIENCE_SECONDS


@pytest.mark.parametrize("failure", [StoreUnavailable("gone"), DiskFull("full")])
def test_an_outage_shows_what_was_read_before(
    reader, store, counted, clock, room, failure
):
    give(store, room, pupil(0))
    before, drawn = reader.room(room), reader.drawings(room)
    place = reader.place_of(pupil(0))
    counted.failure = failure
    for _ in range(5):
        clock.now += WHOLE_SECONDS + PLACE_SECONDS
        assert reader.room(room) == before
        assert reader.drawings(room) == drawn
        assert reader.place_of(pupil(0)) == place
        assert not reader.is_over(room)
        # Nobody can tell whether this one is over.
        assert reader.room(NOTHING) is None
        assert not reader.is_over(NOTHING)
        assert reader.place_of(NOBODY) == NOWHERE
    counted.failure = None
    give(store, room, pupil(0), 2)
    clock.now += AWAY_SECONDS + PLACE_SECONDS
    assert len(reader.drawings(room)) == 2
    assert reader.is_over(NOTHING)


def test_a_locked_store_is_asked_once_by_all_who_look(
    reader, store, counted, clock, room
):
    """It is there, so the circuit breaker does not help; each would wait a second."""
    reader.drawings(room)
    reader.place_of(NOBODY)
    give(store, room, pupil(0))
    clock.now += FRESH_SECONDS
    reader.room(room)
    counted.asked.clear()
    counted.failure = StoreBusy("locked")
    for _ in range(30):
        assert reader.drawings(room) == ()
    assert counted.asked == ["drawings"]
    clock.now += WHOLE_SECONDS
    counted.asked.clear()
    for _ in range(30):
        reader.room(room)
    assert counted.asked == ["room"]
    clock.now += PLACE_SECONDS
    counted.asked.clear()
    for _ in range(30):
        reader.place_of(NOBODY)
        reader.place_of(pupil(5))
    assert counted.asked == ["place", "place"]
    clock.now += PLACE_RETRY_SECONDS
    reader.place_of(NOBODY)
    assert counted.asked == ["place", "place", "place"]


def test_a_change_during_a_read_is_in_the_next_look(reader, store, counted, room):
    """Else who has just joined finds the room without the seat."""
    reading, may_end = threading.Event(), threading.Event()

    def hold(name):
        if name == "room" and not reading.is_set():
            reading.set()
            may_end.wait(PATIENCE_SECONDS)

    counted.hold = hold
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(reader.room, room)
        assert reading.wait(PATIENCE_SECONDS)
        # It has read the room without this seat, and has not said so yet.
        reader.join(room, pupil(1))
        may_end.set()
        assert len(slow.result(PATIENCE_SECONDS).seats) == 1
    assert len(reader.room(room).seats) == 2


def test_all_wait_for_the_first_who_reads_and_then_for_nobody(
    reader, store, counted, clock, room
):
    give(store, room, pupil(0))
    reading, may_end = threading.Event(), threading.Event()

    def hold(name):
        reading.set()
        may_end.wait(PATIENCE_SECONDS)

    counted.hold = hold
    with ThreadPoolExecutor(8) as pool:
        looks = [pool.submit(reader.room, room) for _ in range(8)]
        assert reading.wait(PATIENCE_SECONDS)
        may_end.set()
        assert all(look.result(PATIENCE_SECONDS) is not None for look in looks)
        assert counted.asked == ["room"]
        reading.clear()
        may_end.clear()
        clock.now += WHOLE_SECONDS
        slow = pool.submit(reader.room, room)
        assert reading.wait(PATIENCE_SECONDS)
        # The others go by what was read before.
        assert reader.room(room) is not None
        assert not slow.done()
        may_end.set()
        slow.result(PATIENCE_SECONDS)


def test_who_is_new_does_not_wait_for_a_store_that_nobody_has_opened(counted, clock):
    opened = []

    def open_store():
        opened.append(True)
        return counted

    lazy = LazyStore(open_store, clock)
    reader = RoomReader(lazy, clock)
    assert reader.place_of(NOBODY) == NOWHERE
    assert opened == []
    lazy.probe()
    room = counted.open_room(TEACHER)
    assert reader.place_of(TEACHER) == Place(room)
