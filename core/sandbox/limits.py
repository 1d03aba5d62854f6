"""How much memory and time the process may take that opens a file."""

import contextlib
from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 2**20


class FileKind(StrEnum):
    """What a visitor's file is said to be."""

    PICTURE = "picture"
    DRAWINGS = "drawings"
    WORK = "work"


@dataclass(frozen=True)
class Limits:
    """Limits of the process that opens a file.

    Attributes:
        memory_bytes: Most memory; Python and NumPy take about 50 MB of it.
        cpu_seconds: Most computing time.
        wall_seconds: Most time until the last answer is taken.
        reply_bytes: Most bytes of all its answers.
    """

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float
    reply_bytes: int


LIMITS = {
    # 25 million pixels of a PNG are 100 MB before they are made smaller.
    FileKind.PICTURE: Limits(384 * MEGABYTE, 10, 30, 4 * MEGABYTE),
    FileKind.DRAWINGS: Limits(256 * MEGABYTE, 10, 30, 8 * MEGABYTE),
    # The worker rebuilds each network before it takes the next.
    FileKind.WORK: Limits(512 * MEGABYTE, 20, 60, 384 * MEGABYTE),
}


def apply(limits: Limits) -> None:
    """Give up the right to take much memory or time, and to write or open any file.

    Windows has no such limits; there the parent ends a process that takes too long.

    Args:
        limits: Of this process, from now on.
    """
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_DATA, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
