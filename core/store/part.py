"""What the parts of the store have in common."""

import time
from collections.abc import Callable

import sqlalchemy as sa

from core.store.database import Database


class StorePart:
    """Some tables of the store; `core.store.store.Store` has all parts.

    Args:
        database: The way to it.
        clock: Returns the time in seconds since 1970; None for the database's own
            clock, by which web processes on several machines agree.
    """

    def __init__(
        self, database: Database, clock: Callable[[], float] | None = None
    ) -> None:
        self._database = database
        self._clock = clock

    def _now(self, connection: sa.Connection) -> float:
        """Return the time, in seconds since 1970."""
        if self._clock is not None:
            return self._clock()
        if connection.dialect.name == "postgresql":
            query = sa.select(sa.extract("epoch", sa.func.clock_timestamp()))
            return float(connection.execute(query).scalar_one())
        # SQLite asks this machine too.
        return time.time()
