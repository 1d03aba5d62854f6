"""Watch the engine's processes from outside."""

import socket
import time
from collections.abc import Callable

import psutil

from core.engine.run import Run
from core.engine.state import RunState


def wait(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so; fail when it never is."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def free_port() -> int:
    """Return a port of this machine's loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def over(run: Run) -> RunState:
    """Wait for the end of a run."""
    wait(lambda: run.state.over)
    return run.state


def training(run: Run) -> None:
    """Wait for the first batches of a run."""
    wait(lambda: run.part_done > 0)


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
