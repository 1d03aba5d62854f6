"""No test writer's drawing is in training, and nobody reads what is sealed."""

import random

import numpy as np
import pytest

from core.rooms import class_set
from core.rooms.errors import NothingToLearn, StillSealed
from core.rooms.records import DrawingState
from core.rooms.split import Part
from core.runs.class_data import Use
from tests.support.class_drawings import drawing, numbers_of, room, seats


def by_chance(seed):
    """Return a room, some of whose seats are gone, and what was drawn there."""
    chance = random.Random(seed)
    joined = seats(chance.randrange(1, 41))
    drawings = [
        drawing(
            number,
            chance.choice(joined).id,
            chance.randrange(10),
            chance.choice(list(DrawingState)),
        )
        for number in range(chance.randrange(200))
    ]
    stayed = [seat for seat in joined if chance.random() < 0.8]
    return room(stayed, is_sealed=chance.random() < 0.5), drawings


@pytest.mark.parametrize("seed", range(40))
def test_each_part_has_what_its_writers_have_on_the_wall_and_nothing_else(seed):
    where, drawings = by_chance(seed)
    wanted: dict[Part, list[tuple[int, int]]] = {part: [] for part in Part}
    for each in drawings:
        for seat in where.seats:
            if seat.id == each.seat and each.state is DrawingState.ON_WALL:
                wanted[seat.part].append((each.id, each.label))
    for part in class_set.readable_parts(where):
        found = class_set.of_part(where, drawings, part)
        assert found.images.shape == (len(wanted[part]), 28, 28)
        assert (
            list(zip(numbers_of(found.images), found.labels.tolist(), strict=True))
            == wanted[part]
        )
    assert class_set.counts(where, drawings) == {
        part: len(each) for part, each in wanted.items()
    }


@pytest.mark.parametrize("signs", [(), ("heart", "star")])
@pytest.mark.parametrize("seed", range(40))
def test_a_network_never_learns_what_a_test_writer_has_drawn(seed, signs):
    where, drawings = by_chance(seed)
    where = room(where.seats, is_sealed=where.pace.is_sealed, signs=signs)
    tests = {seat.id for seat in where.seats if seat.part is not Part.TRAINING}
    forbidden = {each.id for each in drawings if each.seat in tests}
    try:
        data = class_set.class_data(where, drawings)
    except NothingToLearn:
        parts = class_set.counts(where, drawings)
        assert not parts[Part.TRAINING] or (signs and not parts[Part.OPEN_TEST])
        return
    assert forbidden.isdisjoint(numbers_of(data.drawings.images))
    assert data.use is (Use.ALONE if signs else Use.MIXED)
    # Digits are measured by MNIST's test images, signs by those of the open test.
    measured_by = class_set.of_part(where, drawings, Part.OPEN_TEST) if signs else ()
    assert len(data.test) == len(measured_by)
    assert forbidden.issuperset(numbers_of(data.test.images))


def test_the_sealed_part_is_read_once_it_is_opened():
    joined = seats(5)
    (sealed,) = [seat for seat in joined if seat.part is Part.SEALED_TEST]
    drawings = [drawing(7, sealed.id, 3)]
    with pytest.raises(StillSealed):
        class_set.of_part(room(joined), drawings, Part.SEALED_TEST)
    assert Part.SEALED_TEST not in class_set.readable_parts(room(joined))
    assert class_set.counts(room(joined), drawings)[Part.SEALED_TEST] == 1
    opened = room(joined, is_sealed=False)
    found = class_set.of_part(opened, drawings, Part.SEALED_TEST)
    assert np.array_equal(found.images[0], drawings[0].image)
    assert found.labels.tolist() == [3]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_sealed_is_shown_to_nobody_before_it_is_opened(seed):
    where, drawings = by_chance(seed)
    parts = {seat.id: seat.part for seat in where.seats}
    shown = class_set.without_sealed(where, drawings)
    hidden = [each for each in drawings if each not in shown]
    assert list(shown) == [each for each in drawings if each in shown]
    for each in drawings:
        is_sealed = parts.get(each.seat) is Part.SEALED_TEST and where.pace.is_sealed
        assert (each in hidden) == is_sealed
