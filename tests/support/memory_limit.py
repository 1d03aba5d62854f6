"""Runs a program with a host's memory limit, or skips the test."""

import contextlib
from collections.abc import Iterator

import pytest

from scripts.attack import memory_limit as limits
from scripts.attack.memory_limit import Limit


@contextlib.contextmanager
def memory_limit(most_bytes: int) -> Iterator[Limit]:
    """Limit the memory of a program and its descendants together.

    They must end before the block does. Skips the test if the system supports none.
    """
    with contextlib.ExitStack() as stack:
        try:
            limit = stack.enter_context(limits.memory_limit(most_bytes))
        except limits.NoLimit:
            pytest.skip("a memory limit needs Linux")
        yield limit
