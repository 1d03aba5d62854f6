"""Finds and kills the engine's processes."""

from collections.abc import Iterable

import psutil


def workers(of: int | None = None) -> list[psutil.Process]:
    """Return the worker processes below a process; this process if None."""
    return _below("--multiprocessing-fork", of)


def engines(of: int | None = None) -> list[psutil.Process]:
    """Return the engine processes below a process; this process if None."""
    return _below("core.engine", of) + _below("stub_engine", of)


def _below(name: str, of: int | None) -> list[psutil.Process]:
    found = []
    for process in psutil.Process(of).children(recursive=True):
        try:
            if any(name in part for part in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill processes, as a system without free memory does."""
    for process in processes:
        process.kill()
