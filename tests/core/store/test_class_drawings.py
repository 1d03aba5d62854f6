"""The class set: each seat's own drawings, the teacher's decision, and no other's."""

import numpy as np
import pytest

from core.rooms.errors import NotYourRoom, RoomDrawingsFull, RoomUnknown
from core.rooms.limits import MOST_DRAWINGS, MOST_MADE
from core.rooms.records import DrawingState
from tests.support.class_rooms import (
    NOTHING,
    OTHER_TEACHER,
    TEACHER,
    give,
    picture,
    pupil,
    seat_of,
)

on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
def room(store):
    """A room with two seats."""
    opened = store.open_room(TEACHER)
    store.join_room(opened, pupil(0))
    store.join_room(opened, pupil(1))
    return opened


def drawings(store, room, after=0):
    """Return what has changed of a room's class set, by id."""
    return {each.id: each for each in store.class_drawings(room, after)}


def state(store, room, drawing):
    """Return where a drawing is."""
    return drawings(store, room)[drawing].state


def test_a_drawing_comes_back_as_it_was_given(store, room):
    drawn = give(store, room, pupil(0), 17)
    (found,) = store.class_drawings(room)
    assert found.id == drawn
    assert found.seat == seat_of(store, pupil(0))
    assert found.label == 7
    assert found.state is DrawingState.ON_WALL
    assert found.version == store.room_version(room)
    np.testing.assert_array_equal(found.image, picture(17))
    assert found.image.dtype == np.uint8
    refused = give(store, room, pupil(0), 18, is_refused=True)
    assert drawings(store, room)[refused].is_held_back
    assert [each.id for each in store.class_drawings(room)] == [drawn, refused]


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((28, 27), np.uint8),
        np.zeros((28, 28), np.float32),
        np.zeros((1, 28, 28), np.uint8),
        np.zeros(784, np.uint8),
    ],
)
@on_sqlite
def test_what_is_no_image_of_a_network_is_refused(store, room, image):
    with pytest.raises(ValueError, match="no image"):
        store.add_class_drawing(room, pupil(0), image, 1, is_refused=False)
    assert store.class_drawings(room) == ()


def test_only_the_signs_of_a_room_are_drawn_in_it(store, room):
    signs = store.open_room(OTHER_TEACHER, signs=["heart", "star"])
    store.join_room(signs, pupil(2))
    for place, who, labels in ((room, pupil(0), 10), (signs, pupil(2), 2)):
        for label in range(labels):
            store.add_class_drawing(place, who, picture(label), label, is_refused=False)
        for label in (-1, labels, 1000):
            with pytest.raises(ValueError, match="no sign"):
                store.add_class_drawing(place, who, picture(1), label, is_refused=False)
        assert len(store.class_drawings(place)) == labels


def test_the_same_again_changes_nothing_until_it_is_deleted(store, room):
    first = give(store, room, pupil(0), 1)
    assert give(store, room, pupil(0), 1) == first
    # The same of another seat, or for another sign, is another.
    others = [
        give(store, room, pupil(1), 1),
        store.add_class_drawing(room, pupil(0), picture(1), 2, is_refused=False),
    ]
    assert set(drawings(store, room)) == {first, *others}
    store.delete_class_drawing(room, pupil(0), first)
    again = give(store, room, pupil(0), 1)
    assert again not in {first, *others}
    assert state(store, room, first) is DrawingState.DELETED


def test_a_seat_deletes_its_own_and_no_other(store, room):
    drawn = [give(store, room, pupil(number), number) for number in (0, 1)]
    there = store.open_room(OTHER_TEACHER)
    store.join_room(there, pupil(2))
    elsewhere = give(store, there, pupil(2))
    before = drawings(store, room), drawings(store, there)
    for who, place, wanted in (
        (pupil(0), room, drawn[1]),
        (pupil(0), room, elsewhere),
        (pupil(2), there, drawn[0]),
        (pupil(0), room, 10**6),
        (pupil(0), room, -1),
    ):
        store.delete_class_drawing(place, who, wanted)
    assert list(drawings(store, room)) == list(before[0])
    assert all(
        each.state is DrawingState.ON_WALL
        for place in (room, there)
        for each in store.class_drawings(place)
    )
    store.delete_class_drawing(room, pupil(0), drawn[0])
    found = drawings(store, room)
    assert found[drawn[0]].state is DrawingState.DELETED
    assert not found[drawn[0]].image.any()
    assert found[drawn[1]].state is DrawingState.ON_WALL


def test_the_teacher_of_the_room_decides_and_no_other(store, room):
    held = [give(store, room, pupil(0), n, is_refused=True) for n in (1, 2, 3)]
    store.open_room(OTHER_TEACHER)
    there = store.taught_room(OTHER_TEACHER)
    for who in (OTHER_TEACHER, pupil(0)):
        with pytest.raises(NotYourRoom):
            store.judge_class_drawing(room, who, held[0], is_let_through=True)
    # Through a room of one's own neither.
    for is_let_through in (True, False):
        store.judge_class_drawing(
            there, OTHER_TEACHER, held[0], is_let_through=is_let_through
        )
    assert state(store, room, held[0]) is DrawingState.HELD_BACK
    before = store.room_version(room)
    store.judge_class_drawing(room, TEACHER, held[0], is_let_through=True)
    store.judge_class_drawing(room, TEACHER, held[1], is_let_through=False)
    assert [each.state for each in store.class_drawings(room)] == [
        DrawingState.ON_WALL,
        DrawingState.DELETED,
        DrawingState.HELD_BACK,
    ]
    assert not drawings(store, room)[held[1]].image.any()
    # Readers who know the room until then get these two.
    assert list(drawings(store, room, before)) == held[:2]
    # What is deleted does not come back.
    store.judge_class_drawing(room, TEACHER, held[1], is_let_through=True)
    store.delete_class_drawing(room, pupil(0), held[2])
    store.judge_class_drawing(room, TEACHER, held[2], is_let_through=True)
    assert state(store, room, held[1]) is DrawingState.DELETED
    assert state(store, room, held[2]) is DrawingState.DELETED
    # One that was on the wall can be thrown away later.
    store.judge_class_drawing(room, TEACHER, held[0], is_let_through=False)
    assert state(store, room, held[0]) is DrawingState.DELETED


@on_sqlite
def test_a_seat_has_room_for_so_many_also_by_deleting(store, room):
    drawn = [give(store, room, pupil(0), number) for number in range(MOST_DRAWINGS)]
    with pytest.raises(RoomDrawingsFull) as raised:
        give(store, room, pupil(0), MOST_DRAWINGS)
    assert raised.value.limit == MOST_DRAWINGS
    # The same as before needs no space, and the others have theirs.
    assert give(store, room, pupil(0), 5) == drawn[5]
    give(store, room, pupil(1))
    for number in range(MOST_DRAWINGS, MOST_MADE):
        store.delete_class_drawing(room, pupil(0), drawn.pop())
        drawn.append(give(store, room, pupil(0), number))
    store.delete_class_drawing(room, pupil(0), drawn.pop())
    with pytest.raises(RoomDrawingsFull) as raised:
        give(store, room, pupil(0), MOST_MADE)
    assert raised.value.limit == MOST_MADE
    assert len(store.class_drawings(room)) == MOST_MADE + 1


def test_rooms_know_nothing_of_one_another(store, room):
    there = store.open_room(OTHER_TEACHER)
    give(store, room, pupil(0))
    assert store.class_drawings(there) == ()
    assert store.class_drawings(NOTHING) == ()
    with pytest.raises(RoomUnknown):
        give(store, NOTHING, pupil(0))
    with pytest.raises(ValueError, match="not an id"):
        store.class_drawings("' OR 1=1")
