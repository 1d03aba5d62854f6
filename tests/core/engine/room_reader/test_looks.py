"""All screens see a room from one read, soon after it changes."""

import gc
import random
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from core.engine.room_reader import (
    FRESH_SECONDS,
    MOST_CACHED_ROOMS,
    NOWHERE,
    UNSEEN_SECONDS,
    WHOLE_SECONDS,
)
from core.rooms.limits import KEPT_SECONDS
from core.rooms.records import DrawingState, Sighting
from tests.support.class_rooms import (
    NOTHING,
    OTHER_TEACHER,
    TEACHER,
    give,
    pupil,
    room_of,
    seat_of,
)
from tests.support.patience import wait_for


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


def test_threads_see_each_change_in_order(reader, store, clock, room):
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
