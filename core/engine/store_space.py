"""How much room the store has for the work of all visitors (TRAZO_STORE_MB)."""

import threading
from collections.abc import Callable

from core.engine.lazy_store import LazyStore
from core.errors import DiskFull, StoreFull, StoreUnavailable

# Between two looks for the pages of all visitors: at a store that has room, and at a
# full one, where somebody may have deleted something.
LOOK_SECONDS = 10.0
FULL_LOOK_SECONDS = 2.0


class StoreSpace:
    """Measures the store against its limit; safe to share between threads.

    Args:
        store: The store.
        limit: Bytes that all visitors may take; None for any amount, and then nothing
            is ever measured.
        clock: Seconds, monotonic.
    """

    def __init__(
        self, store: LazyStore, limit: int | None, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._limit = limit
        self._clock = clock
        self._is_full = False
        self._next_look = float("-inf")
        self._lock = threading.Lock()

    def ensure(self, more: int) -> None:
        """Make sure that there is room.

        Args:
            more: Bytes that are going to come.

        Raises:
            StoreFull: There is none.
        """
        if self._limit is None:
            return
        size = self._measure()
        if size is not None and size + more > self._limit:
            raise StoreFull(size + more, self._limit)

    @property
    def is_full(self) -> bool:
        """Whether there is no room, as of a few seconds ago."""
        if self._limit is None:
            return False
        now = self._clock()
        with self._lock:
            if now < self._next_look:
                return self._is_full
            # One page looks; the others go by what was seen before.
            self._next_look = now + LOOK_SECONDS
        size = self._measure()
        with self._lock:
            if size is not None:
                self._is_full = size >= self._limit
            if self._is_full:
                self._next_look = now + FULL_LOOK_SECONDS
            return self._is_full

    def _measure(self) -> int | None:
        """Return the store's size in bytes; None where it does not answer."""
        try:
            return self._store.run(lambda store: store.total_size())
        except (DiskFull, StoreUnavailable):
            return None
