"""Runs a program and its descendants with a host's memory limit."""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
# Versions 1 and 2 of Linux's control groups: folder of the groups, file with the limit,
# file with the peak, file with the number of processes killed for lack of memory.
FIRST = (
    GROUPS / "memory",
    "memory.limit_in_bytes",
    "memory.max_usage_in_bytes",
    "memory.oom_control",
)
SECOND = (GROUPS, "memory.max", "memory.peak", "memory.events")
JOIN = 'echo $$ > "$0" && exec "$@"'


class NoLimit(Exception):
    """This system cannot limit memory."""


@dataclass(frozen=True)
class Limit:
    """An active limit.

    Attributes:
        before: Words to put before the program's command.
        peak: Returns the peak memory of all processes together, in bytes, including
            the cache of files that they read; None if unknown.
        killed: Returns how many processes were killed for lack of memory; None if
            unknown.
    """

    before: tuple[str, ...]
    peak: Callable[[], int | None]
    killed: Callable[[], int | None]


def _reader(file: Path) -> Callable[[], int]:
    return lambda: int(file.read_text())


def _counter(file: Path) -> Callable[[], int | None]:
    def killed() -> int | None:
        for line in file.read_text().splitlines():
            name, _, number = line.partition(" ")
            if name == "oom_kill":
                return int(number)
        return None

    return killed


@contextlib.contextmanager
def memory_limit(most_bytes: int) -> Iterator[Limit]:
    """Limit the memory of a program and its descendants together.

    They must end before the block does. If the user may not create control groups, the
    limit applies to each process alone.

    Raises:
        NoLimit: The system supports neither.
    """
    for folder, limit, peak, events in (FIRST, SECOND):
        group = folder / f"trazo-{uuid.uuid4().hex}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / limit).write_text(str(most_bytes))
        except OSError:
            group.rmdir()
            continue
        try:
            yield Limit(
                ("sh", "-c", JOIN, str(group / "cgroup.procs")),
                _reader(group / peak),
                _counter(group / events),
            )
        finally:
            group.rmdir()
        return
    prlimit = shutil.which("prlimit")
    if prlimit is None or os.name != "posix":
        raise NoLimit
    yield Limit((prlimit, f"--data={most_bytes}"), lambda: None, lambda: None)
