"""When visitors who wait for something last had a page open."""

import threading
from collections.abc import Callable, Collection


class Presence:
    """Visitors who wait; safe to share between threads.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def add(self, *visitors: str) -> None:
        """Add visitors who begin to wait."""
        with self._lock:
            self._seen.update(dict.fromkeys(visitors, self._clock()))

    def mark_seen(self, visitor: str) -> None:
        """Record that a visitor has a page open; of one who does not wait, nothing."""
        with self._lock:
            if visitor in self._seen:
                self._seen[visitor] = self._clock()

    def are_gone(self, visitors: Collection[str], seconds: float) -> bool:
        """Say whether none of these visitors has had a page open for so long."""
        oldest = self._clock() - seconds
        with self._lock:
            return all(self._seen.get(each, oldest) < oldest for each in visitors)

    def keep_only(self, visitors: Collection[str]) -> None:
        """Forget all others."""
        with self._lock:
            self._seen = {who: at for who, at in self._seen.items() if who in visitors}
