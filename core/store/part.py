"""What the parts of the store have in common."""

import time
from collections.abc import Callable

from core.store.database import Database


class StorePart:
    """Some tables of the store; `core.store.store.Store` has all parts.

    Args:
        database: The way to it.
        clock: Tells the time, in seconds since 1970.
    """

    def __init__(
        self, database: Database, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._clock = clock
