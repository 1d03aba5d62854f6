"""A worker gives way to pages, and Dask's work on its own thread disturbs no seed."""

import os
import random
import subprocess
import sys
import threading

import dask.sizeof
import keras
import numpy as np
import pytest

from core.settings.network import NetworkSpec
from core.training import keras_model, preload
from tests.support.root import ROOT

pytestmark = pytest.mark.tensorflow


SETUP = """\
import os
from core.training import preload
preload.dask_setup(None)
print(os.nice(0))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has classes in its place")
@pytest.mark.parametrize(
    ("said", "before", "after"), [("", 0, 10), ("0", 0, 0), ("3", 4, 7), ("", 12, 19)]
)
def test_a_worker_gives_way_to_pages(tmp_path, said, before, after):
    places = {"TRAZO_HOME": str(tmp_path), "TRAZO_NICENESS": said}
    done = subprocess.run(
        ["nice", "-n", str(before), sys.executable, "-c", SETUP],
        env={**os.environ, **places},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == min(os.nice(0) + after, 19)


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
