"""Run a program, and all that it starts, with no more memory than a host gives."""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

GROUPS = Path("/sys/fs/cgroup")
# Linux's first and second way to limit a group of processes: where its groups are, the
# file with the limit, the file with what they took at most.
FIRST = (GROUPS / "memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes")
SECOND = (GROUPS, "memory.max", "memory.peak")
JOIN = 'echo $$ > "$0" && exec "$@"'


@dataclass(frozen=True)
class Limit:
    """A limit that is in force.

    Attributes:
        before: Words of a command to be put before those of the program.
        peak: Returns what all its processes together took at most, in bytes, files
            that they read included; None where the system does not tell.
    """

    before: tuple[str, ...]
    peak: Callable[[], int | None]


def _reader(file: Path) -> Callable[[], int]:
    return lambda: int(file.read_text())


@contextlib.contextmanager
def memory_limit(most_bytes: int) -> Iterator[Limit]:
    """Limit what a program and its children take together.

    They must be gone before the block ends. Where this user may make no group of
    processes, each of them is limited alone. Skips the test where the system can do
    neither.
    """
    for folder, limit, peak in (FIRST, SECOND):
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
                ("sh", "-c", JOIN, str(group / "cgroup.procs")), _reader(group / peak)
            )
        finally:
            group.rmdir()
        return
    prlimit = shutil.which("prlimit")
    if prlimit is None or os.name != "posix":
        pytest.skip("a memory limit needs Linux")
    yield Limit((prlimit, f"--data={most_bytes}"), lambda: None)
