"""A seed gives the same weights, whatever Dask does meanwhile on its own thread."""

import random
import threading

import dask.sizeof
import keras
import numpy as np
import pytest

from core.network import NetworkSpec
from core.training import network, preload


@pytest.fixture
def dask_as_it_was():
    """Put Dask's generator back afterwards."""
    before = dask.sizeof.random
    dask.sizeof.random = random
    yield
    dask.sizeof.random = before


def weights_beside_dask():
    """Return how many different first weights one seed gave, of twenty times."""
    over = threading.Event()

    def guess_sizes():
        while not over.is_set():
            dask.sizeof.sizeof([0.5] * 100)

    guessing = threading.Thread(target=guess_sizes)
    guessing.start()
    try:
        found = set()
        for _ in range(20):
            keras.utils.set_random_seed(1)
            model = network.layers(NetworkSpec(blocks=(), dense=(16,)))
            found.add(np.asarray(model.layers[-1].kernel).tobytes())
        return len(found)
    finally:
        over.set()
        guessing.join()


def test_the_guesses_of_dask_take_nothing_from_a_seed(dask_as_it_was):
    # It can be seen where nothing was done against it: the test would notice.
    assert weights_beside_dask() > 1
    preload.leave_chance_alone()
    assert weights_beside_dask() == 1
