"""A visitor has one seat, finds it again, and gives it up with what was done there."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from core.errors import WorkspaceDeleted
from core.rooms.errors import RoomFull, RoomLocked, RoomUnknown, SeatGone, VotesClosed
from core.rooms.limits import MOST_SEATS, MOST_SPINS
from core.rooms.records import GONE_SECONDS, DrawingState, Sighting
from core.rooms.split import ORDER, Part
from core.store.store import Store
from core.store.tables import class_drawings, votes
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
from tests.support.clock import NOW

DAY_SECONDS = 24 * 3600
on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
def room(store):
    """A room with two seats."""
    opened = store.open_room(TEACHER)
    store.join_room(opened, pupil(0))
    store.join_room(opened, pupil(1))
    return opened


def images(url, room):
    """Return what the table has of images of a room, read by another connection."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    query = sa.select(class_drawings.c.image).where(class_drawings.c.room == room)
    with engine.connect() as connection:
        found = list(connection.execute(query).scalars())
    engine.dispose()
    return found


def states(store, room):
    """Return the state of each drawing of a room by its id."""
    return {each.id: each.state for each in store.class_drawings(room)}


def test_a_seat_is_found_again_and_is_one(store, room):
    before = store.room(room)
    seat = seat_of(store, pupil(0))
    assert store.seated_in(pupil(0)) == (room, seat)
    assert store.join_room(room, pupil(0)) == seat
    after = store.room(room)
    assert after.seats == before.seats
    assert after.version == before.version + 1
    assert [each.number for each in after.seats] == [0, 1]
    assert after.seat(seat).part is Part.TRAINING
    assert store.seated_in(NOBODY) is None


def test_forty_who_join_at_once_have_forty_seats(url):
    stores = [Store.open(url) for _ in range(4)]
    room = stores[0].open_room(TEACHER)
    barrier = threading.Barrier(MOST_SEATS)

    def join(number):
        barrier.wait()
        return stores[number % len(stores)].join_room(room, pupil(number))

    with ThreadPoolExecutor(MOST_SEATS) as pool:
        ids = list(pool.map(join, range(MOST_SEATS)))
    found = room_of(stores[0], room)
    assert {seat.id for seat in found.seats} == set(ids)
    assert [seat.number for seat in found.seats] == list(range(MOST_SEATS))
    names = {seat.nickname for seat in found.seats}
    assert len(names) == MOST_SEATS
    # Each has an animal of its own.
    assert len({name.split("-")[0] for name in names}) == MOST_SEATS
    parts = [seat.part for seat in found.seats]
    assert {part: parts.count(part) for part in Part} == {
        Part.TRAINING: MOST_SEATS * 3 // 5,
        Part.OPEN_TEST: MOST_SEATS // 5,
        Part.SEALED_TEST: MOST_SEATS // 5,
    }
    # One action each, after the one that opened it.
    assert found.version == found.pace_version == 1 + MOST_SEATS
    with pytest.raises(RoomFull) as raised:
        stores[0].join_room(room, NOBODY)
    assert raised.value.limit == MOST_SEATS
    assert stores[0].join_room(room, pupil(3)) == ids[3]
    for store in stores:
        store.close()


def test_one_visitor_who_joins_two_rooms_at_once_sits_in_one(url):
    stores = [Store.open(url) for _ in range(4)]
    opened = [stores[0].open_room(TEACHER), stores[0].open_room(OTHER_TEACHER)]
    # Two who are new at each round, and go both ways.
    for step in range(10):
        barrier = threading.Barrier(len(stores))

        def join(place, barrier=barrier, step=step):
            barrier.wait()
            stores[place].join_room(opened[place % 2], pupil(2 * step + place // 2))

        with ThreadPoolExecutor(len(stores)) as pool:
            list(pool.map(join, range(len(stores))))
    found = [room_of(stores[0], each).seats for each in opened]
    assert sum(map(len, found)) == 20
    for number in range(20):
        seat = seat_of(stores[0], pupil(number))
        assert sum(each.id == seat for seats in found for each in seats) == 1
    for store in stores:
        store.close()


def test_numbers_and_parts_go_on_after_seats_that_were_given_up(store, room):
    store.leave_room(pupil(0))
    store.join_room(room, pupil(2))
    store.join_room(room, pupil(0))
    assert [seat.number for seat in store.room(room).seats] == [1, 2, 3]
    assert [seat.part for seat in store.room(room).seats] == list(ORDER[1:4])


def test_who_leaves_takes_everything_along_and_readers_hear_of_it(store, url, room):
    seat = seat_of(store, pupil(0))
    mine, other = give(store, room, pupil(0), 1), give(store, room, pupil(1), 2)
    store.change_pace(room, TEACHER, question="q")
    store.vote(room, pupil(0), "q", 3)
    before = store.room(room)
    store.leave_room(pupil(0))
    after = store.room(room)
    assert (after.version, after.pace_version) == (
        before.version + 1,
        before.pace_version + 1,
    )
    assert after.seat(seat) is None
    assert after.votes == {}
    assert store.seated_in(pupil(0)) is None
    assert {each.id: each.state for each in store.class_drawings(room)} == {
        mine: DrawingState.DELETED,
        other: DrawingState.ON_WALL,
    }
    (changed,) = store.class_drawings(room, before.version)
    assert changed.id == mine
    assert sorted(map(len, images(url, room))) == [0, 784]
    # Nothing more to leave.
    store.leave_room(pupil(0))
    store.leave_room(NOBODY)
    assert store.room(room) == after


def test_who_joins_elsewhere_gives_the_seat_up_but_not_before_a_closed_door(
    store, room
):
    drawn = give(store, room, pupil(0))
    there = store.open_room(OTHER_TEACHER)
    store.change_pace(there, OTHER_TEACHER, is_locked=True)
    with pytest.raises(RoomLocked):
        store.join_room(there, pupil(0))
    with pytest.raises(RoomUnknown):
        store.join_room(NOTHING, pupil(0))
    assert states(store, room) == {drawn: DrawingState.ON_WALL}
    store.change_pace(there, OTHER_TEACHER, is_locked=False)
    seat = store.join_room(there, pupil(0))
    assert store.seated_in(pupil(0)) == (there, seat)
    assert states(store, room) == {drawn: DrawingState.DELETED}
    assert len(store.room(room).seats) == 1


def test_a_locked_door_keeps_out_the_new_and_those_who_were_sent_out(store, room):
    seat = seat_of(store, pupil(0))
    drawn = give(store, room, pupil(0))
    store.change_pace(room, TEACHER, is_locked=True)
    with pytest.raises(RoomLocked):
        store.join_room(room, NOBODY)
    assert store.join_room(room, pupil(0)) == seat
    store.kick_seat(room, TEACHER, seat)
    with pytest.raises(RoomLocked):
        store.join_room(room, pupil(0))
    assert store.room(room).seat(seat).is_kicked
    store.change_pace(room, TEACHER, is_locked=False)
    assert store.join_room(room, pupil(0)) == seat
    assert not store.room(room).seat(seat).is_kicked
    assert states(store, room) == {drawn: DrawingState.ON_WALL}


DEEDS = {
    "spin": lambda store, room: store.spin_nickname(room, pupil(0)),
    "vote": lambda store, room: store.vote(room, pupil(0), "q", 1),
    "draw": lambda store, room: give(store, room, pupil(0), 9),
    "delete": lambda store, room: store.delete_class_drawing(room, pupil(0), 1),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=list(DEEDS))
def test_a_seat_that_is_gone_does_nothing_more(store, room, deed):
    store.change_pace(room, TEACHER, question="q")
    give(store, room, pupil(0))
    seat = seat_of(store, pupil(0))
    deed(store, room)
    store.kick_seat(room, TEACHER, seat)
    kept = store.room(room), states(store, room)
    with pytest.raises(SeatGone):
        deed(store, room)
    assert (store.room(room), states(store, room)) == kept
    store.join_room(room, pupil(0))
    deed(store, room)
    store.remove_seat(room, TEACHER, seat)
    with pytest.raises(SeatGone):
        deed(store, room)
    # Who sits elsewhere has no seat here.
    there = store.open_room(OTHER_TEACHER)
    store.join_room(there, pupil(0))
    with pytest.raises(SeatGone):
        deed(store, room)
    assert DrawingState.ON_WALL not in states(store, room).values()


def test_a_removed_seat_is_gone_with_its_work_and_no_other(store, url, room):
    first, second = (seat_of(store, pupil(number)) for number in (0, 1))
    drawn = [give(store, room, pupil(number), number) for number in (0, 1)]
    there = store.open_room(OTHER_TEACHER)
    # A seat of another room is not removed or sent out from here.
    store.remove_seat(there, OTHER_TEACHER, first)
    store.kick_seat(there, OTHER_TEACHER, first)
    assert not store.room(room).seat(first).is_kicked
    assert set(states(store, room).values()) == {DrawingState.ON_WALL}
    store.remove_seat(room, TEACHER, first)
    assert [each.id for each in store.room(room).seats] == [second]
    assert states(store, room) == {
        drawn[0]: DrawingState.DELETED,
        drawn[1]: DrawingState.ON_WALL,
    }
    assert sorted(map(len, images(url, room))) == [0, 784]
    # The visitor may come again, to a new seat.
    assert store.join_room(room, pupil(0)) not in (first, second)


def test_another_nickname_is_dealt_so_often_and_nobody_has_two(store, room):
    for spin in range(1, MOST_SPINS + 1):
        before = store.room(room).seats[0].nickname
        store.spin_nickname(room, pupil(0))
        seat, other = store.room(room).seats
        assert seat.spins == spin
        assert seat.nickname not in (before, other.nickname)
    before = store.room(room).seats
    store.spin_nickname(room, pupil(0))
    assert store.room(room).seats == before


def test_votes_count_once_a_seat_and_not_after_they_are_shown(store, room):
    seat = seat_of(store, pupil(0))
    for asked in ("", "q"):
        with pytest.raises(VotesClosed):
            store.vote(room, pupil(0), asked, 0)
    store.change_pace(room, TEACHER, question="q")
    with pytest.raises(VotesClosed):
        store.vote(room, pupil(0), "", 0)
    store.vote(room, pupil(0), "q", 2)
    store.vote(room, pupil(1), "q", 2)
    assert store.room(room).votes == {2: 2}
    store.vote(room, pupil(0), "q", 1)
    assert store.room(room).votes == {1: 1, 2: 1}
    assert store.vote_of(seat, "q") == 1
    assert store.vote_of(seat, "other") is None
    assert store.vote_of(NOTHING, "q") is None
    with pytest.raises(VotesClosed):
        store.vote(room, pupil(0), "other", 0)
    store.change_pace(room, TEACHER, is_revealed=True)
    with pytest.raises(VotesClosed):
        store.vote(room, pupil(0), "q", 0)
    store.change_pace(room, TEACHER, question="other", is_revealed=False)
    assert store.room(room).votes == {}
    # Another room's votes are its own.
    there = store.open_room(OTHER_TEACHER)
    store.join_room(there, pupil(2))
    store.change_pace(there, OTHER_TEACHER, question="other")
    store.vote(there, pupil(2), "other", 0)
    assert store.room(room).votes == {}
    assert store.room(there).votes == {0: 1}


def test_a_sighting_changes_what_is_seen_of_a_seat_and_no_version(store, room, clock):
    seat, other = store.room(room).seats
    version = store.room_version(room)
    clock.now += 20
    store.note_sightings(
        [
            Sighting(seat.id, "/draw", 2.0, 7.0, is_waiting=True),
            Sighting(NOTHING, "/draw", 0.0, 0.0, is_waiting=False),
        ]
    )
    seen = store.room(room)
    assert seen.version == version
    assert seen.seats[1] == other
    found = seen.seat(seat.id)
    assert (found.page, found.is_waiting) == ("/draw", True)
    assert (found.seen_at, found.active_at) == (clock.now - 2, clock.now - 7)
    # Another process, which has heard of it before that.
    store.note_sightings([Sighting(seat.id, "/train", 3.0, 3.0, is_waiting=False)])
    assert store.room(room) == seen
    with pytest.raises(ValueError, match="not an id"):
        store.note_sightings([Sighting("x", "/", 0.0, 0.0, is_waiting=False)])


@pytest.mark.parametrize("ahead", [GONE_SECONDS + 1, 365 * DAY_SECONDS])
def test_a_seat_is_here_again_after_a_clock_that_was_ahead(store, clock, ahead):
    clock.now += ahead
    room = store.open_room(TEACHER)
    seats = [store.join_room(room, pupil(number)) for number in (0, 1)]
    clock.now = NOW
    sighting = Sighting(seats[0], "/draw", 0.0, 1.0, is_waiting=False)
    store.note_sightings([sighting])
    found = store.room(room)
    assert found.seat(seats[0]).page == "/draw"
    assert found.seat(seats[0]).seen_at == NOW
    # Nobody can tell when the other was heard of.
    assert [each.id for each in found.present()] == [seats[0]]


def test_who_deletes_everything_takes_the_drawings_along(store, url, room):
    seat = seat_of(store, pupil(0))
    mine, other = give(store, room, pupil(0), 1), give(store, room, pupil(1), 2)
    store.change_pace(room, TEACHER, question="q")
    store.vote(room, pupil(0), "q", 3)
    before = store.room(room)
    store.remove_workspace(pupil(0))
    after = store.room(room)
    # What any screen shows has changed, and readers ask for no more than that.
    assert after.version == before.version + 1
    assert after.pace_version == before.pace_version + 1
    assert after.seat(seat) is None
    assert after.votes == {}
    (changed,) = store.class_drawings(room, before.version)
    assert (changed.id, changed.state) == (mine, DrawingState.DELETED)
    assert states(store, room)[other] is DrawingState.ON_WALL
    assert sorted(map(len, images(url, room))) == [0, 784]
    with pytest.raises(WorkspaceDeleted):
        store.join_room(room, pupil(0))
    for deed in DEEDS.values():
        with pytest.raises(SeatGone):
            deed(store, room)
    assert len(store.room(room).seats) == 1


def test_so_do_those_who_have_not_come_for_long(store, url, clock):
    room = store.open_room(TEACHER, 30 * DAY_SECONDS)
    store.join_room(room, pupil(0))
    store.join_room(room, pupil(1))
    give(store, room, pupil(0))
    before = store.room_version(room)
    for _ in range(8):
        clock.now += DAY_SECONDS
        for visitor in (TEACHER, pupil(1)):
            store.mark_visitor_seen(visitor)
    assert store.remove_idle(7) == 1
    assert store.room_version(room) == before + 1
    assert [seat.number for seat in store.room(room).seats] == [1]
    assert images(url, room) == [b""]
    (changed,) = store.class_drawings(room, before)
    assert changed.state is DrawingState.DELETED


def test_a_draw_at_the_moment_of_the_deletion_leaves_nothing(url):
    stores = [Store.open(url) for _ in range(3)]
    room = stores[0].open_room(TEACHER)
    stores[0].change_pace(room, TEACHER, question="q")

    def draw(store, visitor, barrier):
        barrier.wait()
        try:
            for number in range(3):
                give(store, room, visitor, number)
                store.vote(room, visitor, "q", number)
            store.join_room(room, visitor)
        except (SeatGone, WorkspaceDeleted):
            return

    def delete(store, visitor, barrier):
        barrier.wait()
        store.remove_workspace(visitor)

    with ThreadPoolExecutor(len(stores)) as pool:
        for number in range(8):
            visitor = pupil(number)
            stores[0].join_room(room, visitor)
            barrier = threading.Barrier(len(stores))
            asked = [
                pool.submit(delete if place == 0 else draw, store, visitor, barrier)
                for place, store in enumerate(stores)
            ]
            for each in asked:
                each.result()
    assert room_of(stores[0], room).seats == ()
    assert set(images(url, room)) <= {b""}
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert connection.execute(sa.select(votes)).all() == []
    engine.dispose()
    for store in stores:
        store.close()
