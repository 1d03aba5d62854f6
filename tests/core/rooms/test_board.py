"""The board ranks networks; equals share a place."""

import random

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.rooms.board import Entry, count_correct, ranked


@pytest.mark.parametrize("seed", range(20))
def test_a_place_is_one_more_than_the_number_of_better_networks(seed):
    generator = random.Random(seed)
    entries = [
        Entry(f"{number:032x}", number + 1, generator.randrange(6), 6)
        for number in range(generator.randrange(1, 12))
    ]
    generator.shuffle(entries)
    found = ranked(entries)
    assert sorted(entry.number for _, entry in found) == list(
        range(1, len(entries) + 1)
    )
    for place, entry in found:
        assert place == 1 + sum(each.correct > entry.correct for each in entries)


def test_what_is_right_is_counted_as_the_network_answers():
    images, labels = loader.test_digits(loader.Source.SAMPLE)
    images, labels = images[:200], labels[:200]
    network = prediction.article()
    answers = network.probabilities((images / 255).astype(np.float32)).argmax(axis=1)
    assert count_correct(network, images, labels) == (answers == labels).sum()
    assert count_correct(network, images, (answers + 1) % 10) == 0
