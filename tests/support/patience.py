"""Waits for conditions, with the time limit of all tests in one place.

A test never fails because a machine is slow. It waits until the condition holds, and
only a hang reaches the time limit; the failure's message then has the last value.
"""

import os
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

PATIENCE_SECONDS = float(os.environ.get("TRAZO_PATIENCE_SECONDS", "300"))
PATIENCE_MILLISECONDS = 1000 * PATIENCE_SECONDS
POLL_SECONDS, LONGEST_POLL_SECONDS = 0.02, 0.5
# Of a processor, for looking: more would slow down what is waited for.
POLL_SHARE = 0.1

Seen = TypeVar("Seen")


def wait_for(
    look: Callable[[], Seen],
    accept: Callable[[Seen], object] = bool,
    *,
    patience: float = PATIENCE_SECONDS,
) -> Seen:
    """Poll a value until it is accepted; return it.

    Args:
        look: Returns the value; called many times a second, or as often as it can be
            for a tenth of a processor.
        accept: Returns whether to stop waiting; by default, whether the value is true.
        patience: Seconds after which the test fails.
    """
    end = time.monotonic() + patience
    while True:
        began = time.thread_time()
        seen = look()
        if accept(seen):
            return seen
        if time.monotonic() > end:
            pytest.fail(f"waited {patience:g} s in vain; seen last: {seen!r}")
        wanted = (time.thread_time() - began) / POLL_SHARE
        time.sleep(min(max(POLL_SECONDS, wanted), LONGEST_POLL_SECONDS))
