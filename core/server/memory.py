"""Keeps the memory small that the C library holds for later.

glibc gives each thread a heap of its own and keeps the free parts. A web process has
a new thread for each run of a page: after 300 visits it had 299 MB, and 271 MB with the
limits that are set here.
"""

import ctypes
from collections.abc import Callable
from typing import Any

# Of glibc's malloc.h.
M_ARENA_MAX = -8
M_MMAP_THRESHOLD = -3
HEAPS = 2
# What is larger goes back to the system as soon as it is freed. By itself glibc raises
# this limit, up to 32 MB, when such a piece is freed for the first time.
# The picture of a stroke, of 1.03 MB, stays below: a page fault for each of its pages
# took a millisecond of each stroke.
LARGE_BYTES = 2**21


def limit_heaps() -> None:
    """Have all threads share few heaps; Python lets them run one at a time anyway."""
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt(M_ARENA_MAX, HEAPS)
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def give_back() -> None:
    """Give back to the system what was freed."""
    trim = _function("malloc_trim")
    if trim is not None:
        trim(ctypes.c_size_t(0))


def _function(name: str) -> Callable[..., Any] | None:
    """Return a function of glibc; None where there is another C library."""
    try:
        found: Callable[..., Any] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):
        return None
    return found
