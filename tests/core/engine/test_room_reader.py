"""All screens see a room from one read, soon after it changes, and in an outage too."""

import gc
import random
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.engine.lazy_store import AWAY_SECONDS, LazyStore
from core.engine.room_reader import (
    FRESH_SECONDS,
    MOST_CACHED_ROOMS,
    NOWHERE,
    PLACE_RETRY_SECONDS,
    PLACE_SECONDS,
    UNSEEN_SECONDS,
    WHOLE_SECONDS,
    Place,
    RoomReader,
)
from core.engine.rooms import Rooms
from core.errors import DiskFull, StoreBusy, StoreUnavailable
from core.rooms.limits import KEPT_SECONDS
from core.rooms.records import DrawingState, Sighting
from core.store.store import Store
from tests.support.class_rooms import (
    NOBODY,
    NOTHING,
    OTHER_TEACHER,
    TEACHER,
    give,
    pupil,
    room_of,
    seat_of,
)
from tests.support.clock import Clock
from tests.support.patience import PATIENCE_SECONDS, wait_for


class CountedStore(Store):
    """A store that counts what it is asked of rooms, and fails on request.

    Attributes:
        asked: The names of the methods, in order.
        failure: What each of them raises; None while it answers.
        hold: Called by each of them, with its name.
    """

    asked: list[str]
    failure: Exception | None
    hold = staticmethod(lambda name: None)

    def _count(self, name):
        self.asked.append(name)
        if self.failure is not None:
            raise self.failure

    def room(self, room):
        """Return a room."""
        self._count("room")
        found = super().room(room)
        self.hold("room")
        return found

    def room_version(self, room):
        """Return its version."""
        self._count("version")
        return super().room_version(room)

    def class_drawings(self, room, after_version=0):
        """Return what has changed in its class set."""
        self._count("drawings")
        found = super().class_drawings(room, after_version)
        self.hold("drawings")
        return found

    def seated_in(self, visitor):
        """Return the half of a place."""
        self._count("place")
        found = super().seated_in(visitor)
        self.hold("place")
        return found


@pytest.fixture
def clock():
    """The clock of the process and of the store."""
    return Clock()


@pytest.fixture
def counted(tmp_path, clock):
    """The store as this process reaches it."""
    opened = CountedStore.open(f"sqlite:///{tmp_path / 'trazo.db'}", clock)
    opened.asked, opened.failure = [], None
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path, counted, clock):
    """The store as another process reaches it."""
    opened = Store.open(f"sqlite:///{tmp_path / 'trazo.db'}", clock)
    yield opened
    opened.close()


@pytest.fixture
def reader(counted, clock):
    """What is tested; its store has been opened."""
    lazy = LazyStore(lambda: counted, clock)
    lazy.probe()
    return Rooms(lazy, lambda *change: change[1](counted) is None, clock)


@pytest.fixture
def room(store):
    """A room with a seat."""
    opened = store.open_room(TEACHER)
    store.join_room(opened, pupil(0))
    return opened


def same(shown, store, room):
    """Make sure that a class set is what a full read finds."""
    wanted = [
        each
        for each in store.class_drawings(room)
        if each.state is not DrawingState.DELETED
    ]
    assert [(each.id, each.label, each.state) for each in shown] == [
        (each.id, each.label, each.state) for each in wanted
    ]
    for one, other in zip(shown, wanted, strict=True):
        np.testing.assert_array_equal(one.image, other.image)


def test_thirty_who_look_cost_one_read(reader, counted, clock, room):
    for _ in range(30):
        reader.room(room)
        reader.drawings(room)
    assert counted.asked == ["room", "drawings"]
    clock.now += FRESH_SECONDS
    for _ in range(30):
        reader.room(room)
        reader.drawings(room)
    assert counted.asked == ["room", "drawings", "version"]


def test_a_change_of_another_process_is_seen_at_the_next_look(
    reader, store, clock, room
):
    assert not reader.room(room).pace.is_paused
    store.change_pace(room, TEACHER, is_paused=True)
    drawn = give(store, room, pupil(0))
    clock.now += FRESH_SECONDS
    assert reader.room(room).pace.is_paused
    assert [each.id for each in reader.drawings(room)] == [drawn]
    assert reader.room(room) == store.room(room)


def test_sightings_are_seen_a_little_later(reader, store, counted, clock, room):
    seat = seat_of(store, pupil(0))
    reader.room(room)
    clock.now += FRESH_SECONDS
    store.note_sightings([Sighting(seat, "/draw", 0.0, 0.0, is_waiting=False)])
    assert reader.room(room).seat(seat).page == ""
    clock.now += WHOLE_SECONDS
    assert reader.room(room).seat(seat).page == "/draw"
    assert counted.asked.count("room") == 2


def test_a_class_set_grows_and_shrinks_as_a_full_read_has_it(
    reader, store, clock, room
):
    """Random changes by another process, of which only the difference is read."""
    chance = random.Random(19)
    store.join_room(room, pupil(1))
    made: list[int] = []
    for step in range(300):
        visitor = pupil(chance.randrange(2))
        match chance.randrange(8):
            case 0:
                store.leave_room(visitor)
                store.join_room(room, visitor)
            case 1 if made:
                store.delete_class_drawing(room, visitor, chance.choice(made))
            case 2 if made:
                store.judge_class_drawing(
                    room,
                    TEACHER,
                    chance.choice(made),
                    is_let_through=chance.random() < 0.7,
                )
            case 3:
                store.change_pace(room, TEACHER, is_paused=chance.random() < 0.5)
            case _:
                refused = chance.random() < 0.3
                made.append(give(store, room, visitor, step, is_refused=refused))
        if chance.random() < 0.5:
            clock.now += FRESH_SECONDS
            same(reader.drawings(room), store, room)
    clock.now += FRESH_SECONDS
    same(reader.drawings(room), store, room)
    assert len(made) > 100
    # What is the same is not made again for each who asks.
    assert reader.drawings(room) is reader.drawings(room)


def test_only_what_is_new_of_a_class_set_is_read(reader, store, counted, clock, room):
    give(store, room, pupil(0), 1)
    reader.drawings(room)
    rows, read = [], counted.class_drawings

    def noted(room, after):
        rows.append(read(room, after))
        return rows[-1]

    counted.class_drawings = noted
    for number in range(2, 6):
        give(store, room, pupil(0), number)
        clock.now += FRESH_SECONDS
        assert len(reader.drawings(room)) == number
    assert [len(each) for each in rows] == [1, 1, 1, 1]


def test_a_room_that_ends_is_over_and_its_drawings_are_forgotten(
    reader, store, clock, room
):
    give(store, room, pupil(0))
    assert len(reader.drawings(room)) == 1
    assert not reader.is_over(room)
    store.end_room(room, TEACHER)
    clock.now += FRESH_SECONDS
    assert reader.drawings(room) == ()
    assert reader.room(room) is None
    assert reader.is_over(room)
    assert reader.is_over(NOTHING)


def test_a_room_that_ends_by_itself_is_over(reader, store, clock, room):
    give(store, room, pupil(0))
    reader.drawings(room)
    clock.now += KEPT_SECONDS
    assert reader.room(room) is None
    assert reader.drawings(room) == ()
    assert reader.is_over(room)


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


def test_a_place_is_asked_for_now_and_then(reader, store, counted, clock, room):
    seat = seat_of(store, pupil(0))
    for _ in range(10):
        assert reader.place_of(pupil(0)) == Place(None, room, seat)
        assert reader.place_of(TEACHER) == Place(room)
        assert reader.place_of(NOBODY) == NOWHERE
    assert counted.asked.count("place") == 3
    # Another process lets them in and out.
    store.leave_room(pupil(0))
    other = store.join_room(room, NOBODY)
    key = store.make_teacher_key(room, TEACHER)
    store.enter_as_teacher(key, OTHER_TEACHER)
    assert reader.place_of(NOBODY) == NOWHERE
    assert reader.place_of(NOBODY, is_fresh=True) == Place(None, room, other)
    clock.now += PLACE_SECONDS
    assert reader.place_of(pupil(0)) == NOWHERE
    assert reader.place_of(OTHER_TEACHER) == Place(room)
    assert reader.place_of(NOBODY) == Place(None, room, other)
    store.leave_room(NOBODY)
    reader.forget_place(NOBODY)
    assert reader.place_of(NOBODY) == NOWHERE


def test_a_place_that_is_new_here_comes_with_its_room(reader, store, room):
    """Else the seat would be missing in the room that was read a moment before."""
    assert reader.place_of(NOBODY) == NOWHERE
    assert len(reader.room(room).seats) == 1
    seat = store.join_room(room, NOBODY)
    reader.forget_place(NOBODY)
    place = reader.place_of(NOBODY)
    assert place.seat == seat
    assert reader.room(room).seat(seat) is not None


def test_a_place_that_changes_while_it_is_read_is_not_overwritten(
    reader, store, counted, room
):
    reading, may_end = threading.Event(), threading.Event()

    def hold(name):
        if name == "place" and not reading.is_set():
            reading.set()
            may_end.wait(PATIENCE_SECONDS)

    counted.hold = hold
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(reader.place_of, NOBODY)
        assert reading.wait(PATIENCE_SECONDS)
        reader.join(room, NOBODY)
        joined = Place(None, room, seat_of(store, NOBODY))
        may_end.set()
        assert slow.result(PATIENCE_SECONDS) == joined
    assert reader.place_of(NOBODY) == joined


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


def test_rooms_that_no_screen_shows_are_forgotten(reader, store, clock, room):
    drawn = give(store, room, pupil(0))
    other = store.open_room(OTHER_TEACHER)
    kept = weakref.ref(*reader.drawings(room))
    reader.room(other)
    clock.now += UNSEEN_SECONDS - 1
    reader.room(other)
    gc.collect()
    assert kept() is not None
    clock.now += 1
    reader.room(other)
    gc.collect()
    assert kept() is None
    # Who comes back has the same.
    assert [each.id for each in reader.drawings(room)] == [drawn]


def test_so_many_rooms_are_known_at_most(reader, counted, clock):
    for number in range(2 * MOST_CACHED_ROOMS):
        clock.now += 1e-4
        reader.room(pupil(number))
    counted.asked.clear()
    for number in range(MOST_CACHED_ROOMS, 2 * MOST_CACHED_ROOMS):
        reader.room(pupil(number))
    assert counted.asked == []
    reader.room(pupil(0))
    assert counted.asked == ["room"]


def test_a_room_that_is_deleted_here_is_forgotten_here(reader, store, room):
    give(store, room, pupil(0))
    kept = weakref.ref(*reader.drawings(room))
    reader.end(room, TEACHER)
    gc.collect()
    assert kept() is None
    assert reader.drawings(room) == ()
    assert reader.is_over(room)
    assert reader.place_of(TEACHER) == NOWHERE


def test_thirty_threads_see_each_change_in_order(reader, store, clock, room):
    """No look goes back to an earlier version, and all come to the last."""
    last = threading.Event()

    def watch(_):
        versions = [0]
        while not (last.is_set() and versions[-1] == room_of(store, room).version):
            versions.append(reader.room(room).version)
            shown = reader.drawings(room)
            assert len({each.id for each in shown}) == len(shown)
        return versions

    with ThreadPoolExecutor(8) as pool:
        watches = [pool.submit(watch, number) for number in range(8)]
        for number in range(30):
            give(store, room, pupil(0), number)
            clock.now += FRESH_SECONDS
        last.set()
        wait_for(
            lambda: clock.sleep(FRESH_SECONDS) or all(each.done() for each in watches)
        )
        for each in watches:
            versions = each.result()
            assert versions == sorted(versions)
    same(reader.drawings(room), store, room)
