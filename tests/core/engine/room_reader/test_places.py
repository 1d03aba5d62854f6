"""The place of a visitor is asked for now and then, and is never an old one."""

import threading
from concurrent.futures import ThreadPoolExecutor

from core.engine.room_reader import (
    NOWHERE,
    PLACE_SECONDS,
    Place,
)
from tests.support.class_rooms import (
    NOBODY,
    OTHER_TEACHER,
    TEACHER,
    pupil,
    seat_of,
)
from tests.support.patience import PATIENCE_SECONDS


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
