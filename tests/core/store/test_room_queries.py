"""Transactions on rooms come one after the other, and none waits in a circle."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from core.errors import TrazoError, WorkspaceDeleted
from core.rooms.errors import RoomError, RoomUnknown
from core.rooms.limits import KEPT_SECONDS
from core.rooms.records import DrawingState, Sighting
from core.store.store import Store
from tests.core.store.conftest import POSTGRESQL
from tests.support.class_rooms import (
    OTHER_TEACHER,
    TEACHER,
    give,
    pupil,
    room_of,
)
from tests.support.patience import PATIENCE_SECONDS, wait_for

on_postgresql = pytest.mark.parametrize("url", [POSTGRESQL], indirect=True)
PUPILS = 10
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def watcher(url):
    """A connection that sees what others wait for."""
    engine = sa.create_engine(
        url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def stores(url):
    """The stores of four web processes."""
    opened = [Store.open(url) for _ in range(4)]
    yield opened
    for each in opened:
        each.close()


class Hold:
    """Holds the first thread that comes to a statement, before or after it.

    Attributes:
        reached: Set when a thread is held.
        goes_on: Set to let it go on.
        is_armed: Whether a thread is held at all.
    """

    def __init__(self, begins, *, after=False, is_armed=True):
        self.begins, self.is_armed = begins, is_armed
        self.event = "after_cursor_execute" if after else "before_cursor_execute"
        self.reached, self.goes_on = threading.Event(), threading.Event()

    def _look(self, connection, cursor, statement, *rest):
        is_first = self.is_armed and not self.reached.is_set()
        if is_first and self.begins in statement:
            self.reached.set()
            assert self.goes_on.wait(PATIENCE_SECONDS)

    def __enter__(self):
        sa.event.listen(sa.Engine, self.event, self._look)
        return self

    def __exit__(self, *error):
        self.goes_on.set()
        sa.event.remove(sa.Engine, self.event, self._look)


@on_postgresql
def test_a_later_version_is_not_seen_before_an_earlier_one(stores, watcher):
    """Else a reader that has seen the later would never ask for the earlier."""
    room = stores[0].open_room(TEACHER)
    for number in (0, 1):
        stores[0].join_room(room, pupil(number))
    before = stores[0].room_version(room)
    with ThreadPoolExecutor(2) as pool, Hold("INSERT INTO class_drawings") as hold:
        first = pool.submit(give, stores[0], room, pupil(0), 1)
        assert hold.reached.wait(PATIENCE_SECONDS)
        second = pool.submit(give, stores[1], room, pupil(1), 2)
        wait_for(lambda: watcher.execute(WAITING).scalar())
        # Neither is there yet, and the second has no version.
        assert stores[2].room_version(room) == before
        assert stores[2].class_drawings(room) == ()
        assert not second.done()
        hold.goes_on.set()
        drawn = [first.result(), second.result()]
    assert [(each.id, each.version) for each in stores[2].class_drawings(room)] == [
        (drawn[0], before + 1),
        (drawn[1], before + 2),
    ]


@on_postgresql
def test_a_room_is_read_with_what_came_after_its_version_at_most(stores):
    """PostgreSQL reads each statement as of its own moment: the next look has it."""
    room = stores[0].open_room(TEACHER)
    stores[0].join_room(room, pupil(0))
    before = stores[0].room_version(room)
    with ThreadPoolExecutor(1) as pool, Hold("FROM rooms", after=True) as hold:
        read = pool.submit(stores[0].room, room)
        assert hold.reached.wait(PATIENCE_SECONDS)
        stores[1].join_room(room, pupil(1))
        hold.goes_on.set()
        found = read.result()
    assert found.version == before
    assert stores[0].room_version(room) > found.version
    assert len(room_of(stores[0], room).seats) == 2


@on_postgresql
@pytest.mark.parametrize("second", ["join", "leave", "delete everything"])
def test_two_who_change_two_rooms_do_not_wait_in_a_circle(stores, watcher, second):
    """One goes from A to B while the other goes from B to A."""
    owners = {stores[0].open_room(who): who for who in (TEACHER, OTHER_TEACHER)}
    here, there = sorted(owners)
    stores[0].join_room(here, pupil(0))
    stores[0].join_room(there, pupil(1))
    # To delete the one room, and to give up a seat in the other.
    stores[0].join_room(here, owners[there])
    with ThreadPoolExecutor(2) as pool, Hold("UPDATE rooms", after=True) as hold:
        # It has changed the room to which it goes, and not yet the one that it leaves.
        first = pool.submit(stores[0].join_room, there, pupil(0))
        assert hold.reached.wait(PATIENCE_SECONDS)
        match second:
            case "join":
                other = pool.submit(stores[1].join_room, here, pupil(1))
            case "leave":
                other = pool.submit(stores[1].leave_room, pupil(1))
            case _:
                other = pool.submit(stores[1].remove_workspace, owners[there])
        wait_for(lambda: other.done() or watcher.execute(WAITING).scalar())
        hold.goes_on.set()
        seat = first.result()
        other.result()
    is_deleted = second == "delete everything"
    assert stores[0].seated_in(pupil(0)) == (None if is_deleted else (there, seat))
    assert len(room_of(stores[0], here).seats) == (0 if is_deleted else 1) + (
        second == "join"
    )


@on_postgresql
def test_who_leaves_and_joins_at_once_keeps_nobody_waiting_in_a_circle(stores, watcher):
    here, there = sorted(stores[0].open_room(who) for who in (TEACHER, OTHER_TEACHER))
    for number in (0, 1):
        stores[0].join_room(there, pupil(number))
    later = Hold("FOR NO KEY UPDATE", after=True, is_armed=False)
    with (
        ThreadPoolExecutor(3) as pool,
        later as locked,
        Hold("UPDATE rooms", after=True) as hold,
    ):
        move = pool.submit(stores[0].join_room, here, pupil(0))
        assert hold.reached.wait(PATIENCE_SECONDS)
        # It waits where the seat was, and finds it elsewhere.
        locked.is_armed = True
        leave = pool.submit(stores[1].leave_room, pupil(0))
        wait_for(lambda: watcher.execute(WAITING).scalar())
        hold.goes_on.set()
        move.result()
        assert locked.reached.wait(PATIENCE_SECONDS)
        follow = pool.submit(stores[2].join_room, here, pupil(1))
        wait_for(lambda: follow.done() or watcher.execute(WAITING).scalar())
        locked.goes_on.set()
        leave.result()
        seat = follow.result()
    assert stores[0].seated_in(pupil(0)) is None
    assert stores[0].seated_in(pupil(1)) == (here, seat)


@on_postgresql
def test_a_room_that_is_deleted_while_a_seat_in_it_is_given_up_is_no_outage(stores):
    here, there = (stores[0].open_room(who) for who in (TEACHER, OTHER_TEACHER))
    stores[0].join_room(here, pupil(0))
    with ThreadPoolExecutor(1) as pool, Hold("FOR NO KEY UPDATE") as hold:
        join = pool.submit(stores[0].join_room, there, pupil(0))
        assert hold.reached.wait(PATIENCE_SECONDS)
        stores[1].end_room(here, TEACHER)
        hold.goes_on.set()
        seat = join.result()
    assert stores[0].seated_in(pupil(0)) == (there, seat)
    stores[0].leave_room(pupil(0))


@on_postgresql
def test_a_key_opens_no_room_that_ends_at_this_moment(stores, watcher):
    room = stores[0].open_room(TEACHER)
    key = stores[0].make_teacher_key(room, TEACHER)
    stores[0].mark_visitor_seen(OTHER_TEACHER)
    with ThreadPoolExecutor(2) as pool, Hold("DELETE FROM rooms", after=True) as hold:
        end = pool.submit(stores[0].end_room, room, TEACHER)
        assert hold.reached.wait(PATIENCE_SECONDS)
        enter = pool.submit(stores[1].enter_as_teacher, key, OTHER_TEACHER)
        wait_for(lambda: watcher.execute(WAITING).scalar())
        hold.goes_on.set()
        end.result()
        with pytest.raises(RoomUnknown):
            enter.result()
    assert stores[0].taught_room(OTHER_TEACHER) is None


@on_postgresql
def test_sightings_and_cleaning_wait_for_nobody(stores, watcher):
    room = stores[0].open_room(TEACHER, KEPT_SECONDS)
    busy, free = (stores[0].join_room(room, pupil(number)) for number in (0, 1))
    with ThreadPoolExecutor(1) as pool, Hold("UPDATE seats", after=True) as hold:
        kick = pool.submit(stores[0].kick_seat, room, TEACHER, busy)
        assert hold.reached.wait(PATIENCE_SECONDS)
        stores[1].note_sightings(map(sighting, (busy, free)))
        assert stores[1].remove_ended_rooms() == 0
        assert watcher.execute(WAITING).scalar() == 0
        assert not kick.done()
        hold.goes_on.set()
        kick.result()
    found = room_of(stores[0], room)
    # What could not be noted is noted five seconds later.
    assert [seat.page for seat in found.seats] == ["", "/draw"]
    assert [seat.is_kicked for seat in found.seats] == [True, False]


@on_postgresql
def test_an_empty_room_that_somebody_joins_at_this_moment_stays(
    url, clock, monkeypatch
):
    monkeypatch.setattr("core.store.rooms.MOST_ROOMS", 1)
    store, other = Store.open(url, clock), Store.open(url, clock)
    room = store.open_room(TEACHER)
    clock.now += 3600
    with ThreadPoolExecutor(1) as pool, Hold("INSERT INTO seats") as hold:
        join = pool.submit(store.join_room, room, pupil(0))
        assert hold.reached.wait(PATIENCE_SECONDS)
        with pytest.raises(RoomError):
            other.open_room(OTHER_TEACHER)
        hold.goes_on.set()
        seat = join.result()
    assert room_of(other, room).seat(seat) is not None
    store.close()
    other.close()


@pytest.mark.thorough
def test_a_school_in_which_all_is_pressed_at_once_breaks_nothing(stores):
    """No deadlock, no refusal by the database: only what a room itself refuses."""
    teachers = [TEACHER, OTHER_TEACHER]
    opened = [stores[0].open_room(who) for who in teachers]
    for room, teacher in zip(opened, teachers, strict=True):
        stores[0].change_pace(room, teacher, question="q")
    unexpected, gone = [], set()

    def play(number):
        chance, store = random.Random(number), stores[number % len(stores)]
        for step in range(60):
            if chance.random() < 0.01:
                gone.add(who := pupil(chance.randrange(PUPILS)))
                store.remove_workspace(who)
            place = chance.randrange(2)
            try:
                press(
                    chance, store, opened[place], teachers[place], 100 * number + step
                )
            except (RoomError, WorkspaceDeleted):
                pass
            except TrazoError as error:
                unexpected.append(repr(error))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(play, range(8)))
    assert unexpected == []
    check_whole(stores[0], opened, gone)


def press(chance, store, room, teacher, number):
    """Do something at random in a room."""
    who = pupil(chance.randrange(PUPILS))
    known = store.class_drawings(room)
    drawing = chance.choice(known).id if known else 0
    every = [seat.id for seat in room_of(store, room).seats]
    chance.shuffle(every)
    deeds = [
        *4 * [lambda: store.join_room(room, who)],
        *4 * [lambda: give(store, room, who, number)],
        lambda: store.leave_room(who),
        lambda: store.vote(room, who, "q", number % 3),
        lambda: store.spin_nickname(room, who),
        lambda: store.delete_class_drawing(room, who, drawing),
        lambda: store.change_pace(room, teacher, is_locked=number % 8 == 0),
        lambda: store.judge_class_drawing(room, teacher, drawing, is_let_through=True),
        *2 * [lambda: store.note_sightings(map(sighting, every))],
        store.remove_ended_rooms,
        lambda: store.remove_idle(30),
    ]
    if every:
        deeds += [
            lambda: store.kick_seat(room, teacher, every[0]),
            lambda: store.remove_seat(room, teacher, every[0]),
        ]
    chance.choice(deeds)()


def sighting(seat):
    """Return a sighting of a seat that is newer than each before."""
    return Sighting(seat, "/draw", -60.0, 0.0, is_waiting=False)


def check_whole(store, opened, gone):
    """Make sure that what is stored of rooms belongs together."""
    found = [room_of(store, room) for room in opened]
    every = {seat.id for room in found for seat in room.seats}
    for room in found:
        numbers = [seat.number for seat in room.seats]
        assert len(set(numbers)) == len(numbers)
        names = {seat.nickname for seat in room.seats}
        assert len(names) == len(room.seats)
        drawings = store.class_drawings(room.id)
        assert all(each.version <= room.version for each in drawings)
        for each in drawings:
            is_deleted = each.state is DrawingState.DELETED
            assert is_deleted or each.seat in every
            assert is_deleted == (not each.image.any())
    for number in range(PUPILS):
        place = store.seated_in(pupil(number))
        assert place is None or place[1] in every
        if pupil(number) in gone:
            assert place is None
    seated = [store.seated_in(pupil(number)) for number in range(PUPILS)]
    assert {place[1] for place in seated if place} == every
