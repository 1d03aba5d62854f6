"""Makes a worker give way to pages: ``--preload core.training.preload``."""

import os

import psutil

# Pages are served from the same cores, and a page must answer first.
NICENESS = 10


def dask_setup(worker: object) -> None:
    """Give way to other processes, and keep TensorFlow's start-up notices quiet.

    Called by Dask in the worker's main thread, before any other thread is started:
    on Linux niceness belongs to a thread and passes to those that it starts.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    process = psutil.Process()
    if hasattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS"):
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(NICENESS)
