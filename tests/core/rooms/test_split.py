"""Each class, as large as it may be, has writers for training and for both tests."""

import pytest

from core.rooms.limits import MOST_SEATS
from core.rooms.split import TESTS, Part, part_of_seat


@pytest.mark.parametrize("seats", range(5, MOST_SEATS + 1))
def test_of_ten_writers_six_train(seats):
    parts = [part_of_seat(number) for number in range(seats)]
    training = parts.count(Part.TRAINING)
    assert abs(training - 0.6 * seats) <= 1
    opened, sealed = (parts.count(part) for part in (Part.OPEN_TEST, Part.SEALED_TEST))
    assert opened + sealed + training == seats
    assert 0 <= opened - sealed <= 1
    assert {opened, sealed} != {0}


def test_the_first_seats_are_of_use_at_once():
    assert part_of_seat(0) is Part.TRAINING
    assert part_of_seat(1) is Part.OPEN_TEST
    assert {part_of_seat(number) for number in range(5)} == set(Part)
    assert set(Part) - TESTS == {Part.TRAINING}


def test_a_seat_keeps_its_part():
    assert [part_of_seat(number) for number in range(10)] == 2 * [
        part_of_seat(number) for number in range(5)
    ]
