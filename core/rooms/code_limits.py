"""How many wrong codes may be tried, so that nobody finds a room by trying them all.

There are 31^6 codes, nearly nine hundred million. With a hundred rooms and
`MOST_IN_ALL` wrong codes a minute, somebody who tries for four hours finds one of them
once in about 370 times.

Each web process counts for itself. With two of them it is once in 185 times: a count
in the store would have anybody write to it as often as they like.
"""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core import short_codes
from core.rooms.errors import TooManyCodes
from core.rooms.limits import CODE_LETTERS

WINDOW_SECONDS = 60.0
# A pupil mistypes now and then; a class has one address, and is all thumbs at once.
MOST_OF_VISITOR = 6
MOST_OF_ADDRESS = 60
MOST_IN_ALL = 100
# Those that are looked up are not counted yet: no more than so many can be too many.
MOST_AT_ONCE = 4


@dataclass(frozen=True)
class _Wrong:
    """A wrong code.

    Attributes:
        at: When it was tried, in seconds, monotonic.
        visitor: By whom.
        address: From where.
        code: The code, in the spelling of `core.short_codes`.
    """

    at: float
    visitor: str
    address: str
    code: str


class CodeLimits:
    """Counts wrong codes of the last minute; safe to share between threads.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: deque[_Wrong] = deque()
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(MOST_AT_ONCE)

    @contextlib.contextmanager
    def attempt(self, visitor: str, address: str) -> Iterator[None]:
        """Let a visitor try a code, after those that are being tried.

        Args:
            visitor: Who tries.
            address: The network address that it comes from.

        Raises:
            TooManyCodes: There were too many wrong ones.
        """
        with self._turn:
            self._ensure(visitor, address)
            yield

    def note_wrong(self, visitor: str, address: str, code: str) -> None:
        """Count a wrong code; the same one of the same visitor counts once."""
        # No room has a longer one.
        text = short_codes.normalized(code)[: CODE_LETTERS + 1]
        wrong = _Wrong(self._clock(), visitor, address, text)
        with self._lock:
            self._drop_old()
            if not any(
                (each.visitor, each.code) == (visitor, wrong.code)
                for each in self._wrong
            ):
                self._wrong.append(wrong)

    def _ensure(self, visitor: str, address: str) -> None:
        with self._lock:
            self._drop_old()
            for most, times in (
                (
                    MOST_OF_VISITOR,
                    [each.at for each in self._wrong if each.visitor == visitor],
                ),
                (
                    MOST_OF_ADDRESS,
                    [each.at for each in self._wrong if each.address == address],
                ),
                (MOST_IN_ALL, [each.at for each in self._wrong]),
            ):
                if len(times) >= most:
                    wait = times[-most] + WINDOW_SECONDS - self._clock()
                    raise TooManyCodes(wait)

    def _drop_old(self) -> None:
        now = self._clock()
        while self._wrong and now - self._wrong[0].at >= WINDOW_SECONDS:
            self._wrong.popleft()
