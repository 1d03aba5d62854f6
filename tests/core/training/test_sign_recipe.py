"""The smallest class that works: what it draws teaches a network its own signs."""

import pytest

from core.rooms import split
from core.rooms.sign_choice import is_possible
from core.rooms.sign_training import RECIPE
from core.rooms.split import Part
from scripts import study_signs
from scripts.handwriting import signs

pytestmark = pytest.mark.tensorflow
SEATS = 10
TEN = (
    "check",
    "cross",
    "smile",
    "frown",
    "heart",
    "star",
    "arrow_left",
    "arrow_right",
    "question",
    "Ñ",
)


def test_ten_seats_teach_ten_signs_so_that_new_writers_are_read():
    assert is_possible(TEN)
    parts = [split.part_of_seat(number) for number in range(SEATS)]
    practising = parts.count(Part.TRAINING)
    known = signs.drawn(TEN, signs.hands(practising, seed=1), times=10)
    unseen = signs.drawn(TEN, signs.hands(SEATS - practising, seed=2), times=10)
    assert (len(known.labels), len(unseen.labels)) == (600, 400)
    model = study_signs.editor(RECIPE)(known, 1)
    given = study_signs.answers(model, unseen.images)
    assert (given == unseen.labels).mean() >= 0.9
