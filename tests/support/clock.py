"""A clock that a test sets."""

import time


class Clock:
    """Stands still until it is told to go on; begins at the real time."""

    def __init__(self) -> None:
        self._now = time.time()

    def __call__(self) -> float:
        """Return the time, in seconds."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._now += seconds
