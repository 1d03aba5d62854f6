"""Watch the engine's processes from outside."""

import psutil

from core.engine.run import Run
from core.engine.state import RunState
from tests.support.patience import wait_for


def over(run: Run) -> RunState:
    """Wait for the end of a run."""
    return wait_for(lambda: run.state, lambda state: state.over)


def training(run: Run) -> None:
    """Wait for the first batches of a run."""
    wait_for(lambda: run.part_done)


def workers(of: int | None = None) -> list[psutil.Process]:
    """Return the worker processes below a process, this one if none is named."""
    return _below("--multiprocessing-fork", of)


def engines(of: int | None = None) -> list[psutil.Process]:
    """Return the engine's own processes below a process."""
    return _below("core.engine", of)


def _below(name: str, of: int | None) -> list[psutil.Process]:
    found = []
    for process in psutil.Process(of).children(recursive=True):
        try:
            if any(name in part for part in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found
