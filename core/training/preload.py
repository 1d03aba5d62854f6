"""Prepares a worker for its work: ``--preload core.training.preload``."""

import os
import random
import sys

import dask.sizeof
import psutil

from core import paths

# Pages are served from the same cores, and a page must answer first, also where the
# host has started all of Trazo with a niceness.
MORE_NICENESS, MOST_NICENESS = 10, 19
# Keras imports it wherever it is installed: 0.7 s and 60 MB that no training needs.
SKLEARN = "sklearn"


def dask_setup(worker: object) -> None:
    """Give way to other processes, leave chance to Keras, and keep TensorFlow quiet.

    Called by Dask in the worker's main thread, before any other thread is started:
    on Linux niceness belongs to a thread and passes to those that it starts.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if SKLEARN not in sys.modules:
        sys.modules[SKLEARN] = None  # type: ignore[assignment]  # "there is none"
    isolate_dask_random()
    paths.make_private()
    process = psutil.Process()
    if hasattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS"):
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(min(process.nice() + MORE_NICENESS, MOST_NICENESS))


def isolate_dask_random() -> None:
    """Give Dask a generator of its own to guess the size of its messages with.

    It drew from Python's, on its own thread, between our seed and the weights that
    Keras draws with it: about one run in eight began from other weights than its seed
    says.
    """
    dask.sizeof.random = random.Random()


def allow_sklearn() -> None:
    """Let scikit-learn be imported, once Keras is."""
    if SKLEARN in sys.modules and sys.modules[SKLEARN] is None:
        del sys.modules[SKLEARN]
