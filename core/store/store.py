"""The store: what is kept of visitors and their runs, on SQLite or PostgreSQL."""

import uuid
from collections.abc import Callable
from typing import Self

import sqlalchemy as sa

from core.store import queries
from core.store.attempts import AttemptStore
from core.store.class_drawings import ClassDrawingStore
from core.store.database import Database, address
from core.store.device_codes import DeviceCodeStore
from core.store.drawings import DrawingStore
from core.store.patience import PAGE_SECONDS, PATIENT_SECONDS
from core.store.rooms import RoomStore
from core.store.runs import RunStore
from core.store.seat_networks import SeatNetworkStore
from core.store.seats import SeatStore
from core.store.tables import workspaces
from core.store.workspaces import WorkspaceStore


class Store(
    WorkspaceStore,
    DrawingStore,
    RunStore,
    AttemptStore,
    DeviceCodeStore,
    RoomStore,
    SeatStore,
    SeatNetworkStore,
    ClassDrawingStore,
):
    """Safe to share between threads; other processes may have it open too.

    Every method raises `StoreUnavailable` where the database cannot be reached, and
    `DiskFull` where it has no room.

    Args:
        database: The way to it.
        clock: Returns the time in seconds since 1970; None for the database's own.
    """

    @classmethod
    def open(
        cls,
        url: str | None = None,
        clock: Callable[[], float] | None = None,
        seconds: float = PATIENT_SECONDS,
    ) -> Self:
        """Open the store, and bring it up to date.

        Args:
            url: Where it is; as `core.store.database.address` says if not given.
            clock: Returns the time in seconds since 1970; None for the database's own.
            seconds: How long a statement may take, with the locks that it waits for.
        """
        return cls(Database(url or address(), seconds), clock)

    @classmethod
    def open_for_pages(cls) -> Self:
        """Open the store for pages, which wait for nothing for long."""
        return cls.open(seconds=PAGE_SECONDS)

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def now(self) -> float:
        """Return the time by its clock, in seconds since 1970."""
        with self._database.reading() as connection:
            return self._now(connection)

    def ping(self) -> None:
        """Make sure that it answers."""
        with self._database.reading() as connection:
            connection.execute(sa.select(1))

    def check(self) -> None:
        """Make sure that it can be read and written."""
        nobody = uuid.uuid4().hex
        with self._database.writing() as connection:
            # Really written, since a full disk is read, and locked, like any other.
            queries.touch(connection, nobody, self._now(connection))
            connection.execute(sa.delete(workspaces).where(workspaces.c.id == nobody))
