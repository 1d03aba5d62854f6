"""The store: what is kept of visitors and their runs, on SQLite or PostgreSQL."""

import time
import uuid
from collections.abc import Callable
from typing import Self

import sqlalchemy as sa

from core.store import queries
from core.store.database import Database, address
from core.store.device_codes import DeviceCodeStore
from core.store.runs import RunStore
from core.store.tables import workspaces
from core.store.workspaces import WorkspaceStore


class Store(WorkspaceStore, RunStore, DeviceCodeStore):
    """Safe to share between threads; other processes may have it open too.

    Every method raises `StoreUnavailable` where the database cannot be reached, and
    `DiskFull` where it has no room.

    Args:
        database: The way to it.
        clock: Tells the time, in seconds since 1970.
    """

    @classmethod
    def open(
        cls, url: str | None = None, clock: Callable[[], float] = time.time
    ) -> Self:
        """Open the store, and bring it up to date.

        Args:
            url: Where it is; as `core.store.database.address` says if not given.
            clock: Tells the time, in seconds since 1970.
        """
        return cls(Database(url or address()), clock)

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def now(self) -> float:
        """Return the time by its clock, in seconds since 1970."""
        return self._clock()

    def check(self) -> None:
        """Make sure that it can be read and written."""
        nobody = uuid.uuid4().hex
        with self._database.writing() as connection:
            # Really written, since a full disk is read, and locked, like any other.
            queries.touch(connection, nobody, self._clock())
            connection.execute(sa.delete(workspaces).where(workspaces.c.id == nobody))
