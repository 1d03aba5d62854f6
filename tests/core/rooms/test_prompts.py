"""All signs are asked for equally often, however much each seat draws."""

import random
from collections import Counter

import pytest

from core.rooms.prompts import next_sign

DIGITS = range(10)


def draw(signs, seat, drawings):
    """Return what a seat is asked for, in order."""
    drawn: Counter[int] = Counter()
    asked = []
    for _ in range(drawings):
        asked.append(next_sign(signs, drawn, seat))
        drawn[asked[-1]] += 1
    return asked


@pytest.mark.parametrize("signs", [DIGITS, range(2), (3,), (0, 4, 7)])
def test_a_seat_draws_each_sign_once_before_any_twice(signs):
    for seat in range(20):
        asked = draw(signs, f"{seat:032x}", 35)
        for drawings in range(1, 36):
            counts = Counter(asked[:drawings])
            wanted = [counts[sign] for sign in signs]
            assert max(wanted) - min(wanted) <= 1
            assert set(counts) <= set(signs)


@pytest.mark.parametrize("seats", [1, 2, 7, 30, 40])
def test_a_class_differs_by_one_a_seat_at_most(seats):
    """Each seat gives as much as it likes, and deletes some of it."""
    chance = random.Random(seats)
    drawn = [Counter[int]() for _ in range(seats)]
    for _ in range(40 * seats):
        seat = chance.randrange(seats)
        asked = next_sign(DIGITS, drawn[seat], f"{seat:032x}")
        drawn[seat][asked] += 1
        counts = [sum(each[sign] for each in drawn) for sign in DIGITS]
        assert max(counts) - min(counts) <= seats
        assert max(drawn[seat].values()) - min(drawn[seat][s] for s in DIGITS) <= 1


def test_a_drawing_that_was_deleted_is_asked_for_again():
    seat = "a" * 32
    drawn = Counter(DIGITS)
    drawn[6] -= 1
    assert next_sign(DIGITS, drawn, seat) == 6


def test_neighbours_cannot_copy_and_a_reload_changes_nothing():
    orders = [tuple(draw(DIGITS, f"{seat:032x}", 10)) for seat in range(40)]
    assert len(set(orders)) == 40
    # What a class has drawn first, half of it has not.
    for place in range(10):
        assert max(Counter(order[place] for order in orders).values()) < 20
    seat = f"{7:032x}"
    first, second = draw(DIGITS, seat, 20)[:10], draw(DIGITS, seat, 20)[10:]
    assert first == list(orders[7])
    assert sorted(second) == list(DIGITS)
    assert second != first
