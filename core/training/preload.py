"""Prepares a worker for its work: ``--preload core.training.preload``."""

import os
import random
import sys

import dask.sizeof
import psutil

from core import paths
from core.config import Config

MOST_NICENESS = 19
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
    _give_way(Config.from_environment().niceness)


def _give_way(niceness: int) -> None:
    process = psutil.Process()
    if not hasattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS"):
        # On top of that with which the host has started all of Trazo.
        process.nice(min(process.nice() + niceness, MOST_NICENESS))
    elif niceness:
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)


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
