"""The soak test of a class counts what is lost, doubled or of somebody else."""

import numpy as np
import pytest

from core.store.store import Store
from scripts.bench.room_drawings import Drawing
from scripts.soak import class_soak
from scripts.soak.class_visit import Lesson, Pupil

TEACHER, FIRST, SECOND = (digit * 32 for digit in "abc")
ALL_WELL = dict.fromkeys(
    (
        "seats lost",
        "seats doubled",
        "drawings lost",
        "drawings doubled or of others",
        "votes lost",
        "runs lost",
        "runs failed",
        "complaints",
    ),
    0,
)


def hand(number):
    """Return a drawing by hand, and the image that the store has of it."""
    image = np.zeros((28, 28), np.uint8)
    image[number, :] = 255
    return Drawing((), (255 - image).tobytes()), image


@pytest.fixture
def school(tmp_path):
    """A class of two, as its pages say and as the store has it."""
    database = f"sqlite:///{tmp_path / 'trazo.db'}"
    store = Store.open(database)
    room = store.open_room(TEACHER)
    store.change_pace(room, TEACHER, question="q")
    pupils = []
    for place, workspace in enumerate((FIRST, SECOND)):
        store.join_room(room, workspace)
        pupil = Pupil(workspace)
        for number in range(2):
            drawing, image = hand(10 * place + number)
            store.add_class_drawing(room, workspace, image, 3, is_refused=False)
            pupil.given.append(drawing)
        store.vote(room, workspace, "q", place)
        pupil.votes["q"] = place
        pupils.append(pupil)
    found = store.room(room)
    assert found is not None
    lesson = Lesson(TEACHER, found.code)
    yield database, store, room, lesson, pupils
    store.close()


def counted(school):
    """Return what is not as it should be."""
    database, _, _, lesson, pupils = school
    counts = class_soak.count(class_soak.read(database, lesson, pupils), lesson, pupils)
    assert counts.keys() == ALL_WELL.keys()
    return {name: count for name, count in counts.items() if count}


def test_nothing_is_counted_where_all_is_well(school):
    assert counted(school) == {}


def test_a_lost_and_a_doubled_drawing_are_counted(school):
    _, store, room, _, pupils = school
    store.delete_class_drawing(room, FIRST, store.class_drawings(room)[0].id)
    drawing, image = hand(11)
    # What one pupil has given is another's as well.
    store.add_class_drawing(room, FIRST, image, 3, is_refused=False)
    assert counted(school) == {
        "drawings lost": 1,
        "drawings doubled or of others": 1,
    }
    # One that was under way may have come.
    pupils[0].pending = drawing
    assert counted(school) == {"drawings lost": 1}


def test_a_lost_seat_is_counted_with_all_that_it_had(school):
    _, store, room, _, _ = school
    store.leave_room(SECOND)
    store.join_room(room, "d" * 32)
    store.join_room(room, "e" * 32)
    assert counted(school) == {
        "seats lost": 1,
        "seats doubled": 1,
        "drawings lost": 2,
        "votes lost": 1,
    }


def test_lost_votes_and_runs_and_complaints_are_counted(school):
    _, store, room, lesson, pupils = school
    store.vote(room, FIRST, "q", 2)
    pupils[0].asked, lesson.class_runs = 2, 1
    lesson.complaints.append("the room is gone")
    assert counted(school) == {"votes lost": 1, "runs lost": 3, "complaints": 1}


def test_a_pupil_takes_in_what_was_under_way():
    first, second, third = (hand(number)[0] for number in range(3))
    pupil = Pupil(given=[first], pending=second)
    pupil.settle(2)
    assert (pupil.given, pupil.pending) == ([first, second], None)
    pupil.pending = third
    pupil.settle(2)
    assert pupil.given == [first, second]
    pupil.leaving = 0
    pupil.settle(1)
    assert (pupil.given, pupil.complaints) == ([second], [])
    pupil.settle(0)
    assert pupil.complaints == ["1 given, 0 there"]
