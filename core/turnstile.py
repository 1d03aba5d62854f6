"""Lets a few threads do something heavy at a time, in the order in which they come."""

import contextlib
import threading
from collections import deque
from collections.abc import Iterator


class Turnstile:
    """Places for threads; the others wait, and the first of them goes first.

    Args:
        places: How many threads have one at a time.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many threads wait for a place."""
        return len(self._waiting)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a place, and have it during the block, which should be short."""
        turn = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                turn.set()
            else:
                self._waiting.append(turn)
        turn.wait()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    # The place itself is handed on: nobody can come between.
                    self._waiting.popleft().set()
                else:
                    self._free += 1
