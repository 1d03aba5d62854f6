"""A room belongs to who teaches in it, is found by its code, and ends."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from core.errors import WorkspaceDeleted
from core.rooms.errors import NotYourRoom, RoomUnknown, TooManyRooms
from core.rooms.limits import (
    DAY_SECONDS,
    EMPTY_SECONDS,
    HOUR_SECONDS,
    KEPT_SECONDS,
    LONGEST_KEPT_SECONDS,
    MOST_ROOMS,
)
from core.rooms.records import Pace, Sighting, Wall
from core.short_codes import ALPHABET
from core.store.store import Store
from core.store.tables import class_drawings, rooms, seats, votes
from tests.support.class_rooms import (
    NOBODY,
    NOTHING,
    OTHER_TEACHER,
    TEACHER,
    give,
    pupil,
)

on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
# What only those who teach in a room may do: each with a room and who asks.
CONTROLS = {
    "pace": lambda store, room, who: store.change_pace(room, who, is_paused=True),
    "code": lambda store, room, who: store.change_room_code(room, who),
    "key": lambda store, room, who: store.make_teacher_key(room, who),
    "run": lambda store, room, who: store.set_class_run(room, who, NOTHING),
    "kick": lambda store, room, who: store.kick_seat(room, who, NOTHING),
    "remove": lambda store, room, who: store.remove_seat(room, who, NOTHING),
    "judge": lambda store, room, who: store.judge_class_drawing(
        room, who, 1, is_let_through=True
    ),
    "throw away": lambda store, room, who: store.judge_class_drawing(
        room, who, 1, is_let_through=False
    ),
}
# What a seat does in a room.
DEEDS = {
    "join": lambda store, room, who: store.join_room(room, who),
    "spin": lambda store, room, who: store.spin_nickname(room, who),
    "vote": lambda store, room, who: store.vote(room, who, "q", 0),
    "draw": lambda store, room, who: give(store, room, who),
    "delete": lambda store, room, who: store.delete_class_drawing(room, who, 1),
}


def read(url, query):
    """Return the rows of a query, read by another connection."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = connection.execute(query).all()
    engine.dispose()
    return found


def test_a_new_room_is_as_nobody_has_changed_it_yet(store, clock):
    room = store.open_room(TEACHER)
    found = store.room(room)
    assert found.pace == Pace()
    assert (found.version, found.pace_version) == (1, 1)
    assert (found.made_at, found.ends_at) == (clock.now, clock.now + KEPT_SECONDS)
    assert (found.seats, found.votes, found.run) == ((), {}, "")
    assert set(found.code) <= set(ALPHABET)
    assert len(found.code) == 6
    assert store.taught_room(TEACHER) == room
    assert store.taught_room(OTHER_TEACHER) is None


def test_who_teaches_already_gets_that_room_also_by_presses_at_once(url):
    stores = [Store.open(url) for _ in range(4)]
    barrier = threading.Barrier(len(stores))

    def press(store):
        barrier.wait()
        return store.open_room(TEACHER)

    with ThreadPoolExecutor(len(stores)) as pool:
        assert len(set(pool.map(press, stores))) == 1
    for store in stores:
        store.close()


@pytest.mark.parametrize("kept", [0.0, -1.0, LONGEST_KEPT_SECONDS + 1, float("nan")])
def test_a_room_lives_as_long_as_a_widget_offers(store, kept):
    with pytest.raises(ValueError, match="cannot be kept"):
        store.open_room(TEACHER, kept)


def test_a_code_may_be_typed_as_people_type(store):
    room = store.open_room(TEACHER)
    other = store.open_room(OTHER_TEACHER)
    code = store.room(room).code
    for typed in (code, code.lower(), f" {code[:3]} - {code[3:]} "):
        assert store.find_room(typed) == room
    assert store.find_room(store.room(other).code) == other
    for nonsense in ("", code[:-1], code + "A", "%", "' OR 1=1", "é" * 6):
        assert store.find_room(nonsense) is None


def test_another_code_takes_the_place_of_the_one_before(store):
    room = store.open_room(TEACHER)
    before = store.room(room).code
    store.change_room_code(room, TEACHER)
    after = store.room(room).code
    assert store.find_room(before) is None
    assert store.find_room(after) == room


def test_each_field_of_the_pace_is_kept_and_calls_are_counted(store):
    room = store.open_room(TEACHER)
    changes: dict[str, Any] = {
        "open_pages": frozenset({"/draw", "/join"}),
        "page": "/draw",
        "is_paused": True,
        "is_locked": True,
        "question": "q",
        "is_revealed": True,
        "wall": Wall.CURVE,
        "is_sealed": False,
        "has_board": False,
        "budget_seconds": 60.0,
    }
    for name, value in changes.items():
        before = store.room(room)
        store.change_pace(room, TEACHER, **{name: value})
        after = store.room(room)
        assert getattr(after.pace, name) == value
        assert after.version == before.version + 1
        assert after.pace_version == before.pace_version + 1
    assert store.room(room).pace == Pace(**changes, calls=1)
    # To the same page again: a call of its own.
    store.change_pace(room, TEACHER, page="/draw")
    assert store.room(room).pace.calls == 2


@pytest.mark.parametrize("name", ["calls", "version", "workspace", "code", "nonsense"])
def test_what_is_no_field_of_a_pace_cannot_be_changed_with_it(store, name):
    room = store.open_room(TEACHER)
    before = store.room(room)
    with pytest.raises(ValueError, match=name):
        store.change_pace(room, TEACHER, **{name: "1"})
    assert store.room(room) == before


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
def test_only_who_teaches_in_a_room_has_its_controls(store, control):
    room = store.open_room(TEACHER)
    store.open_room(OTHER_TEACHER)
    store.join_room(room, pupil(0))
    before = store.room(room)
    for who in (pupil(0), OTHER_TEACHER, NOBODY):
        with pytest.raises(NotYourRoom):
            control(store, room, who)
        with pytest.raises(NotYourRoom):
            store.end_room(room, who)
    with pytest.raises(NotYourRoom):
        control(store, NOTHING, TEACHER)
    assert store.room(room) == before
    control(store, room, TEACHER)
    assert store.room(room).version == before.version + 1
    for forged in ("", "../../etc", room + " ", "A" * 32):
        with pytest.raises(ValueError, match="not an id"):
            control(store, forged, TEACHER)
        with pytest.raises(ValueError, match="not an id"):
            control(store, room, forged)


def test_a_key_lets_another_device_in_until_the_next_key(store, url):
    room = store.open_room(TEACHER)
    first = store.make_teacher_key(room, TEACHER)
    assert store.enter_as_teacher(first, OTHER_TEACHER) == room
    assert store.taught_room(OTHER_TEACHER) == room
    second = store.make_teacher_key(room, OTHER_TEACHER)
    for wrong in (first, "", second[:-1], room, store.room(room).code):
        with pytest.raises(RoomUnknown):
            store.enter_as_teacher(wrong, NOBODY)
    # Who is in stays in.
    store.change_pace(room, OTHER_TEACHER, is_paused=True)
    store.change_pace(room, TEACHER, is_paused=False)
    (row,) = read(url, sa.select(rooms))
    assert first not in str(row)
    assert second not in str(row)


def test_a_key_takes_its_owner_out_of_the_room_before(store):
    own, room = store.open_room(OTHER_TEACHER), store.open_room(TEACHER)
    key = store.make_teacher_key(room, TEACHER)
    for _ in range(2):
        assert store.enter_as_teacher(key, OTHER_TEACHER) == room
    assert store.taught_room(OTHER_TEACHER) == room
    with pytest.raises(NotYourRoom):
        store.change_pace(own, OTHER_TEACHER, is_paused=True)


def test_a_room_ends_with_everything_in_it(store, url):
    room = store.open_room(TEACHER)
    store.join_room(room, pupil(0))
    store.change_pace(room, TEACHER, question="q")
    store.vote(room, pupil(0), "q", 1)
    give(store, room, pupil(0))
    code, key = store.room(room).code, store.make_teacher_key(room, TEACHER)
    store.end_room(room, TEACHER)
    for table in (rooms, seats, votes, class_drawings):
        assert read(url, sa.select(table)) == []
    is_gone(store, room, code, key)


def is_gone(store, room, code, key):
    """Make sure that a room of one pupil has ended, and does not come back."""
    assert store.room(room) is None
    assert store.room_version(room) is None
    assert store.find_room(code) is None
    assert store.taught_room(TEACHER) is None
    assert store.seated_in(pupil(0)) is None
    with pytest.raises(RoomUnknown):
        store.enter_as_teacher(key, TEACHER)
    for deed in DEEDS.values():
        with pytest.raises(RoomUnknown):
            deed(store, room, pupil(0))
    for control in CONTROLS.values():
        with pytest.raises((NotYourRoom, RoomUnknown)):
            control(store, room, TEACHER)
    assert store.room(room) is None


@pytest.mark.parametrize("kept", [HOUR_SECONDS, 30 * DAY_SECONDS])
def test_a_room_ends_by_itself_after_the_last_action(store, clock, kept):
    room = store.open_room(TEACHER, kept)
    store.join_room(room, pupil(0))
    code, key = store.room(room).code, store.make_teacher_key(room, TEACHER)
    for _ in range(3):
        clock.now += kept - 1
        assert store.remove_ended_rooms() == 0
        give(store, room, pupil(0))
        assert store.room(room).ends_at == clock.now + kept
    clock.now += kept
    # Gone before anybody cleans, and after.
    is_gone(store, room, code, key)
    assert store.remove_ended_rooms() == 1
    is_gone(store, room, code, key)
    # The next one is another.
    assert store.open_room(TEACHER) != room


def test_a_sighting_does_not_keep_a_room(store, clock):
    room = store.open_room(TEACHER)
    seat = store.join_room(room, pupil(0))
    clock.now += KEPT_SECONDS - 1
    store.note_sightings([Sighting(seat, "/draw", 0.0, 0.0, is_waiting=False)])
    assert store.room(room).seat(seat).page == "/draw"
    clock.now += 1
    assert store.room(room) is None


@pytest.mark.parametrize("ahead", [HOUR_SECONDS, 365 * DAY_SECONDS])
def test_a_clock_that_was_ahead_keeps_no_room_until_then(store, clock, ahead):
    right = clock.now
    clock.now += ahead
    room = store.open_room(TEACHER)
    store.join_room(room, pupil(0))
    clock.now = right
    # A lesson goes on when the clock is set right, and does not end by it.
    assert store.remove_ended_rooms() == 0
    assert store.room(room).ends_at == right + KEPT_SECONDS
    give(store, room, pupil(0))
    clock.now += KEPT_SECONDS
    assert store.room(room) is None


@on_sqlite
def test_there_are_so_many_rooms_and_the_empty_make_space_for_another(store, clock):
    opened = [store.open_room(pupil(number)) for number in range(MOST_ROOMS)]
    for number, room in enumerate(opened):
        if number != 7:
            store.join_room(room, pupil(1000 + number))
    with pytest.raises(TooManyRooms) as raised:
        store.open_room(TEACHER)
    assert raised.value.limit == MOST_ROOMS
    # Who teaches already is not in the way.
    assert store.open_room(pupil(3)) == opened[3]
    clock.now += EMPTY_SECONDS + 1
    assert store.open_room(TEACHER) not in opened
    assert [store.room(room) is None for room in opened].index(True) == 7
    assert sum(store.room(room) is None for room in opened) == 1
    with pytest.raises(TooManyRooms):
        store.open_room(OTHER_TEACHER)
    clock.now += KEPT_SECONDS
    store.open_room(OTHER_TEACHER)


def test_who_has_deleted_everything_opens_no_room_and_has_none(store):
    room = store.open_room(TEACHER)
    key = store.make_teacher_key(room, TEACHER)
    store.join_room(room, pupil(0))
    give(store, room, pupil(0))
    store.enter_as_teacher(key, OTHER_TEACHER)
    # The second device goes; the room stays.
    store.remove_workspace(OTHER_TEACHER)
    assert store.room(room) is not None
    with pytest.raises(WorkspaceDeleted):
        store.enter_as_teacher(key, OTHER_TEACHER)
    with pytest.raises(WorkspaceDeleted):
        store.open_room(OTHER_TEACHER)
    # Whose it is goes, and with it all that the class has drawn.
    store.remove_workspace(TEACHER)
    assert store.room(room) is None
    assert store.class_drawings(room) == ()
    assert store.seated_in(pupil(0)) is None


@on_sqlite
def test_codes_are_not_made_twice(store, monkeypatch):
    made = iter(["AAAAAA", "AAAAAA", "AAAAAA", "BBBBBB", "AAAAAA", "CCCCCC"])
    monkeypatch.setattr("core.short_codes.new_code", lambda _: next(made))
    first, second = store.open_room(TEACHER), store.open_room(OTHER_TEACHER)
    assert store.find_room("aaaaaa") == first
    assert store.find_room("bbbbbb") == second
    store.change_room_code(second, OTHER_TEACHER)
    assert store.find_room("cccccc") == second
