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
POLL_SECONDS = 0.02

Seen = TypeVar("Seen")


def wait_for(
    look: Callable[[], Seen],
    accept: Callable[[Seen], object] = bool,
    *,
    patience: float = PATIENCE_SECONDS,
) -> Seen:
    """Poll a value until it is accepted; return it.

    Args:
        look: Returns the value; called many times a second.
        accept: Returns whether to stop waiting; by default, whether the value is true.
        patience: Seconds after which the test fails.
    """
    end = time.monotonic() + patience
    while not accept(seen := look()):
        if time.monotonic() > end:
            pytest.fail(f"waited {patience:g} s in vain; seen last: {seen!r}")
        time.sleep(POLL_SECONDS)
    return seen
