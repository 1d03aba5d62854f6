"""A seed gives the same weights, regardless of Dask's work on its own thread."""

import random
import threading

import dask.sizeof
import keras
import numpy as np
import pytest

from core.settings.network import NetworkSpec
from core.training import keras_model, preload

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def dask_as_it_was():
    """Restore Dask's generator afterwards."""
    before = dask.sizeof.random
    dask.sizeof.random = random
    yield
    dask.sizeof.random = before


def first_weights(before_them):
    """Return a seed's first weights after calling a function just before."""
    keras.utils.set_random_seed(1)
    # On a thread of its own, as Dask does it.
    thread = threading.Thread(target=before_them)
    thread.start()
    thread.join()
    model = keras_model.layers(NetworkSpec(blocks=(), dense=(16,)))
    return np.asarray(model.layers[-1].kernel).tobytes()


def nothing():
    """Do nothing."""


def guess_sizes():
    """Guess the size of a list, as Dask does for everything that it sends."""
    dask.sizeof.sizeof([0.5] * 100)


def test_the_guesses_of_dask_take_nothing_from_a_seed(dask_as_it_was):
    # Without the isolation the weights differ, so the test can fail.
    assert first_weights(guess_sizes) != first_weights(nothing)
    preload.isolate_dask_random()
    assert first_weights(guess_sizes) == first_weights(nothing)
