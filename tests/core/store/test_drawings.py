"""Own drawings of two tabs and two devices add up; no tab undoes another."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.datasets import own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.store import drawings as module
from tests.support.saved_runs import ANNA, BERTA

SEED = 20261126


def drawing(number, label=None):
    """Return a set with one drawing, which its number tells from all others."""
    image = np.zeros((28, 28), np.uint8)
    image.flat[:2] = divmod(number, 256)
    digit = number % 10 if label is None else label
    return LabelledDrawings(image[None], np.array([digit], np.uint8))


def drawings(*numbers):
    """Return a set with several drawings."""
    found = LabelledDrawings()
    for number in numbers:
        found = found.joined(drawing(number))
    return found


def labels(store, visitor=ANNA):
    return store.workspace(visitor).own_drawings.labels.tolist()


def test_two_tabs_add_up(store):
    first = drawings(1, 3, 7)
    store.change_drawings(ANNA, first)
    # Both tabs know the three, and nothing of each other.
    store.change_drawings(ANNA, drawing(5))
    store.change_drawings(ANNA, drawing(2))
    assert labels(store) == [1, 3, 7, 5, 2]


def test_a_deletion_deletes_and_another_tab_does_not_bring_it_back(store):
    store.change_drawings(ANNA, drawings(1, 3, 7))
    store.change_drawings(BERTA, drawings(3))
    store.change_drawings(ANNA, LabelledDrawings(), drawing(3))
    store.change_drawings(ANNA, drawing(4))
    assert labels(store) == [1, 7, 4]
    assert labels(store, BERTA) == [3]


def test_the_same_twice_is_there_once_and_a_label_can_change(store):
    for _ in range(2):
        store.change_drawings(ANNA, drawings(1, 2))
    assert labels(store) == [1, 2]
    store.change_drawings(ANNA, drawing(1, label=9), drawing(1))
    assert labels(store) == [2, 9]


def test_thirty_threads_add_up(store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.change_drawings(ANNA, drawings(n, 5)), range(30)))
    assert sorted(labels(store)) == sorted(number % 10 for number in range(30))


def test_what_there_is_no_room_for_is_counted(store, monkeypatch):
    monkeypatch.setattr(module, "MOST_DRAWINGS", 3)
    assert store.change_drawings(ANNA, drawings(1, 2)) == 0
    assert store.change_drawings(ANNA, drawings(2, 3, 4, 5)) == 2
    assert labels(store) == [1, 2, 5]
    assert store.change_drawings(ANNA, drawings(6)) == 1
    assert labels(store) == [1, 2, 5]


@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_many_tabs_in_any_order_lose_nothing(store, seed):
    """Each tab adds drawings of its own, and deletes some that it has seen."""
    chance = random.Random(seed)
    expected = set()
    tabs: list[set[int]] = [set() for _ in range(4)]
    for number in range(40):
        tab = chance.choice(tabs)
        if tab and chance.random() < 0.3:
            gone = chance.choice(sorted(tab))
            tab.discard(gone)
            expected.discard(gone)
            store.change_drawings(ANNA, LabelledDrawings(), drawing(gone))
        else:
            tab.add(number)
            expected.add(number)
            store.change_drawings(ANNA, drawing(number))
    found = store.workspace(ANNA).own_drawings
    assert sorted(found.digests()) == sorted(drawings(*expected).digests())


def test_the_difference_of_two_sets_is_by_pixels_and_label():
    rest = drawings(1, 2, 3).difference(drawings(2).joined(drawing(3, label=8)))
    assert rest.labels.tolist() == [1, 3]
    assert own_drawings.to_npz(rest)
