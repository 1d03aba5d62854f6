"""Two web processes share a room: each sees its own changes at once."""

from typing import Any

import pytest

from core.engine.lazy_store import AWAY_SECONDS, LazyStore
from core.engine.room_reader import FRESH_SECONDS, NOWHERE, PLACE_SECONDS
from core.engine.rooms import SIGHTING_SECONDS, Rooms
from core.errors import DiskFull, StoreBusy, StoreUnavailable, WorkspaceDeleted
from core.rooms.code_limits import MOST_OF_VISITOR, WINDOW_SECONDS
from core.rooms.errors import (
    NotYourRoom,
    RoomLocked,
    RoomUnknown,
    SeatGone,
    TooManyCodes,
)
from core.rooms.limits import KEPT_SECONDS
from core.store.database import Database
from core.store.store import Store
from tests.support.class_rooms import (
    NOBODY,
    OTHER_TEACHER,
    TEACHER,
    picture,
    pupil,
    room_of,
    seat_of,
)
from tests.support.clock import Clock


class ReachedDatabase(Database):
    """A database that can be out of reach.

    Attributes:
        failure: What a transaction raises; None while it answers.
    """

    failure: Exception | None = None

    def reading(self):
        """Give a connection to read with."""
        self._reach()
        return super().reading()

    def writing(self):
        """Give a connection to write with."""
        self._reach()
        return super().writing()

    def _reach(self):
        if self.failure is not None:
            raise self.failure


class WebProcess:
    """The rooms of a web process.

    Attributes:
        rooms: They.
        database: What has them.
        waiting: What is to be stored later; None where all is stored at once.
    """

    def __init__(self, url, clock):
        self.database = ReachedDatabase(url)
        self.store = Store(self.database, clock)
        self.waiting: list[Any] | None = None
        self.lazy = LazyStore(lambda: self.store, clock)
        self.lazy.probe()
        self.rooms = Rooms(self.lazy, self._save, clock)

    def _save(self, visitor, work, kind=""):
        if self.waiting is None:
            work(self.store)
        else:
            self.waiting.append((visitor, work, kind))
        return True


@pytest.fixture
def clock():
    """The clock of all."""
    return Clock()


@pytest.fixture
def processes(tmp_path, clock):
    """Two web processes with the same store."""
    url = f"sqlite:///{tmp_path / 'trazo.db'}"
    made = [WebProcess(url, clock) for _ in range(2)]
    yield made
    for each in made:
        each.store.close()


@pytest.fixture
def room(processes):
    """A room with a seat, both in the first process."""
    rooms = processes[0].rooms
    opened = rooms.open(TEACHER, KEPT_SECONDS, ())
    rooms.join(opened, pupil(0))
    rooms.room(opened)
    rooms.drawings(opened)
    return opened


def give(process, room, visitor, number=0):
    """Add a drawing."""
    return process.rooms.add_drawing(
        room, visitor, picture(number), number % 10, is_refused=False
    )


def test_each_change_is_seen_at_once_by_who_has_made_it(processes, room):
    rooms = processes[0].rooms
    key = rooms.make_teacher_key(room, TEACHER)
    assert rooms.place_of(TEACHER).taught == room
    rooms.enter_as_teacher(key, OTHER_TEACHER)
    assert rooms.place_of(OTHER_TEACHER).taught == room
    rooms.change_pace(room, TEACHER, question="q", is_paused=True)
    assert rooms.room(room).pace.is_paused
    code = rooms.room(room).code
    rooms.change_code(room, TEACHER)
    assert rooms.room(room).code != code
    rooms.set_run(room, TEACHER, NOBODY)
    assert rooms.room(room).run == NOBODY
    rooms.vote(room, pupil(0), "q", 2)
    assert rooms.room(room).votes == {2: 1}
    (seat,) = rooms.room(room).seats
    assert rooms.vote_of(seat.id, "q") == 2
    rooms.spin_nickname(room, pupil(0))
    assert rooms.room(room).seats[0].spins == 1
    drawn = [give(processes[0], room, pupil(0), number) for number in range(2)]
    assert [each.id for each in rooms.drawings(room)] == drawn
    rooms.delete_drawing(room, pupil(0), drawn[0])
    assert [each.id for each in rooms.drawings(room)] == drawn[1:]
    rooms.judge_drawing(room, TEACHER, drawn[1], is_let_through=False)
    assert rooms.drawings(room) == ()
    rooms.kick(room, TEACHER, seat.id)
    assert rooms.room(room).seats[0].is_kicked
    rooms.remove(room, TEACHER, seat.id)
    assert rooms.room(room).seats == ()
    rooms.join(room, pupil(1))
    assert rooms.room(room).seat(rooms.place_of(pupil(1)).seat) is not None
    rooms.leave(pupil(1))
    assert rooms.place_of(pupil(1)) == NOWHERE
    assert rooms.room(room).seats == ()
    rooms.end(room, TEACHER)
    assert rooms.room(room) is None
    assert rooms.place_of(TEACHER) == NOWHERE


def test_the_other_process_sees_it_a_moment_later(processes, room, clock):
    first, second = (each.rooms for each in processes)
    assert second.place_of(NOBODY) == NOWHERE
    assert len(second.room(room).seats) == 1
    # The same visitor joins on another device, through the other process.
    first.join(room, NOBODY)
    give(processes[0], room, NOBODY)
    clock.now += PLACE_SECONDS
    place = second.place_of(NOBODY)
    assert second.room(room).seat(place.seat) is not None
    assert len(second.drawings(room)) == 1
    first.remove(room, TEACHER, place.seat)
    clock.now += FRESH_SECONDS
    assert second.room(room).seat(place.seat) is None
    assert second.drawings(room) == ()
    second.forget_place(NOBODY)
    assert second.place_of(NOBODY) == NOWHERE
    with pytest.raises(SeatGone):
        give(processes[1], room, NOBODY)
    first.end(room, TEACHER)
    clock.now += FRESH_SECONDS
    assert second.room(room) is None
    assert second.is_over(room)


@pytest.mark.parametrize("deleted", ["pupil", "teacher"])
def test_both_processes_forget_the_drawings_of_deleted_work(
    processes, room, clock, deleted
):
    give(processes[0], room, pupil(0))
    for each in processes:
        assert len(each.rooms.drawings(room)) == 1
    processes[0].store.remove_workspace(pupil(0) if deleted == "pupil" else TEACHER)
    clock.now += PLACE_SECONDS
    for each in processes:
        assert each.rooms.drawings(room) == ()
        assert each.rooms.is_over(room) == (deleted == "teacher")
        assert each.rooms.place_of(pupil(0)) == NOWHERE
        if deleted == "teacher":
            assert each.rooms.place_of(TEACHER) == NOWHERE
            continue
        with pytest.raises(WorkspaceDeleted):
            each.rooms.join(room, pupil(0))
        # Its tabs say so when they are drawn the next time.
        assert pupil(0) in each.lazy.deleted


# What somebody may be doing when the store is away, and whether it was done.
DEEDS = {
    "join": (
        lambda rooms, room: rooms.join(room, pupil(1)),
        lambda store, room: store.seated_in(pupil(1)) is not None,
    ),
    "spin": (
        lambda rooms, room: rooms.spin_nickname(room, pupil(0)),
        lambda store, room: room_of(store, room).seats[0].spins == 1,
    ),
    "vote": (
        lambda rooms, room: rooms.vote(room, pupil(0), "q", 1),
        lambda store, room: room_of(store, room).votes == {1: 1},
    ),
    "draw": (
        lambda rooms, room: rooms.add_drawing(
            room, pupil(0), picture(1), 1, is_refused=False
        ),
        lambda store, room: len(store.class_drawings(room)) == 1,
    ),
    "leave": (
        lambda rooms, room: rooms.leave(pupil(0)),
        lambda store, room: store.seated_in(pupil(0)) is None,
    ),
    "pause": (
        lambda rooms, room: rooms.change_pace(room, TEACHER, is_paused=True),
        lambda store, room: room_of(store, room).pace.is_paused,
    ),
    "open": (
        lambda rooms, room: rooms.open(OTHER_TEACHER, KEPT_SECONDS, ()),
        lambda store, room: store.taught_room(OTHER_TEACHER) is not None,
    ),
    "end": (
        lambda rooms, room: rooms.end(room, TEACHER),
        lambda store, room: store.room(room) is None,
    ),
}


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize(
    "failure", [StoreUnavailable("gone"), StoreBusy("locked"), DiskFull("full")]
)
def test_what_cannot_be_stored_is_said_and_can_be_done_later(
    processes, room, clock, name, failure
):
    do, is_done = DEEDS[name]
    first, second = processes
    first.rooms.change_pace(room, TEACHER, question="q")
    place = first.rooms.place_of(pupil(0))
    first.database.failure = failure
    with pytest.raises((StoreUnavailable, DiskFull)):
        do(first.rooms, room)
    # All is as it was, and the page shows it.
    assert not is_done(second.store, room)
    assert first.rooms.place_of(pupil(0)) == place
    assert first.rooms.place_of(pupil(1)) == NOWHERE
    assert first.rooms.room(room).seat(place.seat) is not None
    # A page that was opened in an outage must not take it for an answer.
    with pytest.raises((StoreUnavailable, DiskFull)):
        first.rooms.vote_of(place.seat, "q")
    first.database.failure = None
    clock.now += AWAY_SECONDS
    do(first.rooms, room)
    assert is_done(second.store, room)


def test_a_drawing_whose_answer_was_lost_is_not_doubled_by_another_try(processes, room):
    """The store had it, and the connection broke before it said so."""
    store = processes[0].store
    add = store.add_class_drawing

    def lose(*arguments, **named):
        add(*arguments, **named)
        raise StoreBusy("the answer was lost")

    store.add_class_drawing = lose
    with pytest.raises(StoreUnavailable):
        give(processes[0], room, pupil(0), 1)
    store.add_class_drawing = add
    drawn = give(processes[0], room, pupil(0), 1)
    assert [each.id for each in processes[0].rooms.drawings(room)] == [drawn]


def test_sightings_are_stored_together_and_as_old_as_they_are(processes, room, clock):
    process, store = processes[0], processes[1].store
    process.rooms.join(room, pupil(1))
    seats = [seat_of(store, pupil(number)) for number in (0, 1)]
    process.waiting = []
    noted = clock.now
    for _ in range(int(SIGHTING_SECONDS)):
        for seat in seats:
            process.rooms.note_sighting(seat, "/draw", active_ago=3.0, is_waiting=True)
        assert process.waiting == []
        clock.now += 1
    process.rooms.note_sighting(seats[0], "/train", active_ago=0.0, is_waiting=False)
    ((visitor, work, kind),) = process.waiting
    assert (visitor, kind) == ("", "sightings")
    # The store was away for a while.
    clock.now += 40
    work(process.store)
    found = room_of(store, room).seats
    assert [each.page for each in found] == ["/train", "/draw"]
    assert [each.is_waiting for each in found] == [False, True]
    assert found[0].seen_at == clock.now - 40
    assert found[1].seen_at == noted + SIGHTING_SECONDS - 1
    assert found[1].active_at == found[1].seen_at - 3
    # What was stored is not stored again.
    clock.now += SIGHTING_SECONDS
    process.rooms.note_sighting(seats[1], "/join", active_ago=0.0, is_waiting=False)
    process.waiting[1][1](process.store)
    first, second = room_of(store, room).seats
    assert first == found[0]
    assert second.page == "/join"


def test_a_code_leads_to_its_room_and_wrong_ones_are_counted(processes, room, clock):
    rooms = processes[0].rooms
    code = rooms.room(room).code
    wrong = [f"AAAA{letter}{letter}" for letter in "ABCDEFGHJK"]
    for text in wrong[:MOST_OF_VISITOR]:
        # A right one in between neither counts nor helps.
        assert rooms.find_room(code.lower(), pupil(0), "10.0.0.1") == room
        with pytest.raises(RoomUnknown):
            rooms.find_room(text, pupil(0), "10.0.0.1")
    for text in (code, wrong[-1]):
        with pytest.raises(TooManyCodes) as raised:
            rooms.find_room(text, pupil(0), "10.0.0.1")
        assert raised.value.seconds == WINDOW_SECONDS
    assert rooms.find_room(code, pupil(1), "10.0.0.1") == room
    clock.now += WINDOW_SECONDS
    assert rooms.find_room(code, pupil(0), "10.0.0.1") == room


def test_a_code_that_nobody_could_look_up_is_not_counted(processes, room, clock):
    process = processes[0]
    code = process.rooms.room(room).code
    process.database.failure = StoreBusy("locked")
    for _ in range(3 * MOST_OF_VISITOR):
        with pytest.raises(StoreUnavailable):
            process.rooms.find_room("AAAAAA", pupil(0), "10.0.0.1")
    process.database.failure = None
    assert process.rooms.find_room(code, pupil(0), "10.0.0.1") == room


def test_what_a_room_refuses_changes_nothing_here_either(processes, room):
    rooms = processes[0].rooms
    rooms.change_pace(room, TEACHER, is_locked=True)
    before = rooms.room(room)
    with pytest.raises(RoomLocked):
        rooms.join(room, pupil(1))
    for control in (
        lambda: rooms.change_pace(room, pupil(0), is_paused=True),
        lambda: rooms.end(room, pupil(0)),
        lambda: rooms.change_code(room, pupil(0)),
        lambda: rooms.make_teacher_key(room, pupil(0)),
        lambda: rooms.kick(room, pupil(0), before.seats[0].id),
        lambda: rooms.remove(room, pupil(0), before.seats[0].id),
        lambda: rooms.set_run(room, pupil(0), NOBODY),
        lambda: rooms.judge_drawing(room, pupil(0), 1, is_let_through=True),
    ):
        with pytest.raises(NotYourRoom):
            control()
    with pytest.raises(RoomUnknown):
        rooms.enter_as_teacher(before.code, pupil(0))
    assert rooms.place_of(pupil(1)) == NOWHERE
    assert rooms.place_of(pupil(0)).taught is None
    assert rooms.room(room) == before
