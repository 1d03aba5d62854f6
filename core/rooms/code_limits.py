"""How many wrong codes may be tried, so that nobody finds a room by trying them all.

There are 31^6 codes, nearly nine hundred million. With a hundred rooms and
`MOST_IN_ALL` wrong codes a minute, somebody who tries for four hours finds one of them
once in about 370 times.
"""

import threading
from collections import deque
from collections.abc import Callable

from core.rooms.errors import TooManyCodes

WINDOW_SECONDS = 60.0
# A pupil mistypes now and then; a class has one address, and is all thumbs at once.
MOST_OF_VISITOR = 6
MOST_OF_ADDRESS = 60
MOST_IN_ALL = 100


class CodeLimits:
    """Counts wrong codes of the last minute; safe to share between threads.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str, str]] = deque()
        self._lock = threading.Lock()

    def ensure(self, visitor: str, address: str) -> None:
        """Make sure that a visitor may try another code.

        Args:
            visitor: Who tries.
            address: The network address that it comes from.

        Raises:
            TooManyCodes: There were too many wrong ones.
        """
        with self._lock:
            now = self._clock()
            while self._wrong and now - self._wrong[0][0] >= WINDOW_SECONDS:
                self._wrong.popleft()
            for most, times in (
                (MOST_OF_VISITOR, [at for at, who, _ in self._wrong if who == visitor]),
                (
                    MOST_OF_ADDRESS,
                    [at for at, _, place in self._wrong if place == address],
                ),
                (MOST_IN_ALL, [at for at, _, _ in self._wrong]),
            ):
                if len(times) >= most:
                    raise TooManyCodes(times[-most] + WINDOW_SECONDS - now)

    def note_wrong(self, visitor: str, address: str) -> None:
        """Count a wrong code."""
        with self._lock:
            self._wrong.append((self._clock(), visitor, address))
