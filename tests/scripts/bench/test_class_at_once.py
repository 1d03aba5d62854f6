"""What thirty visitors saw makes the rows of a class."""

import random

import pytest

from scripts.bench import class_at_once
from scripts.bench.class_at_once import Seen


@pytest.mark.parametrize("seed", range(5))
def test_the_rows_are_of_the_first_press_and_of_each_ones_own(seed):
    chance = random.Random(seed)
    everybody = []
    for number in range(20):
        asked = 100.0 + number / 3
        # The longest wait of twenty is the one that the 95th percentile leaves out.
        wait = 1000.0 if number == 7 else 30.0
        everybody.append(Seen(asked, asked + wait, asked + wait + 2.0, 0.97))
    everybody[3].accuracy = 0.95
    chance.shuffle(everybody)
    found = {name: row.value for name, row in class_at_once.rows(everybody).items()}
    assert set(found) == set(class_at_once.ROWS)
    assert found["class30_s"] == pytest.approx(7 / 3 + 1002.0)
    assert 30.0 <= found["class30_first_point_p95_s"] < 1000.0
    assert found["class30_mean_percent"] == pytest.approx(96.9)
    assert found["class30_worst_percent"] == pytest.approx(95.0)


def test_the_accuracy_is_read_from_the_page():
    text = "Test accuracy It reads 9,734 of 10,000 test digits right. More"
    assert class_at_once.accuracy_in(text) == 0.9734
    with pytest.raises(RuntimeError, match="no accuracy"):
        class_at_once.accuracy_in("Stopped before it began.")
