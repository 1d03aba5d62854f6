"""The way to the database: SQLite in WAL mode, or PostgreSQL."""

import contextlib
import errno
import os
import sqlite3
import time
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import event, exc

from core.config import Places
from core.errors import DiskFull, StoreUnavailable
from core.store import migrate

# Another process writes for a few milliseconds, a checkpoint for some tens.
BUSY_SECONDS = 20
CONNECT_SECONDS = 5
POOL = 5
FULL = ("disk is full", "No space left", "could not extend file")


def address() -> str:
    """Return where the store is: TRAZO_DATABASE_URL, else a file in Trazo's home."""
    return Places.from_environment().store_url


class Database:
    """Connections to it, ready for the tables of this version."""

    def __init__(self, url: str) -> None:
        """Connect, and bring its tables up to date.

        Raises:
            StoreUnavailable: It cannot be reached, or is a newer Trazo's.
            DiskFull: There is no room.
        """
        with translate_errors():
            parsed = sa.make_url(url)
            if parsed.get_backend_name() == "postgresql":
                parsed = parsed.set(drivername="postgresql+psycopg")
            self._sqlite = parsed.get_backend_name() == "sqlite"
            if self._sqlite and parsed.database:
                os.makedirs(os.path.dirname(parsed.database) or ".", exist_ok=True)  # noqa: PTH103, PTH120  a URL's own path
            self._engine = sa.create_engine(
                parsed,
                pool_size=POOL,
                max_overflow=POOL,
                pool_pre_ping=not self._sqlite,
                connect_args=(
                    {"timeout": BUSY_SECONDS}
                    if self._sqlite
                    else {"connect_timeout": CONNECT_SECONDS}
                ),
            )
            if self._sqlite:
                event.listen(self._engine, "connect", _prepare)
                event.listen(self._engine, "begin", _begin)
        try:
            with self.writing() as connection:
                migrate.upgrade(connection)
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection to read with."""
        with translate_errors(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are all kept, or none."""
        engine = self._engine.execution_options(trazo_writes=True)
        with translate_errors(), engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()


@contextlib.contextmanager
def translate_errors() -> Iterator[None]:
    """Turn what a database raises into one of our errors."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        text = str(error)
        if any(words in text for words in FULL):
            raise DiskFull(text) from error
        raise StoreUnavailable(text) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(error)) from error
        raise StoreUnavailable(str(error)) from error


def _prepare(connection: object, _: object) -> None:
    # `_begin` starts the transactions, not the driver when it sees fit.
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's own
    cursor = connection.cursor()  # type: ignore[attr-defined]  # as above
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    # SQLite does not wait for another process that makes this very change.
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.02)
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    # A reader that writes later could find that another has written in between.
    writes = connection.get_execution_options().get("trazo_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
