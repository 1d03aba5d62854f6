"""The way to the database: SQLite in WAL mode, or PostgreSQL."""

import contextlib
import errno
import math
import os
import sqlite3
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from core.config import Places
from core.errors import DiskFull, StoreBusy, StoreRefused, StoreUnavailable
from core.store import migrate
from core.store.patience import PATIENT_SECONDS, own_patience, patience

# libpq takes no less than two.
CONNECT_SECONDS = 2
# The server gives up too: it holds no lock for a client that has given up.
SERVER_SECONDS = 5
POOL = 5
FULL = ("disk is full", "No space left", "could not extend file")
LOCKED = ("database is locked", "database table is locked")
REFUSED = (exc.IntegrityError, exc.DataError, exc.ProgrammingError)

# When the thread began to wait for a connection, in seconds, monotonic.
_asked_at: ContextVar[float] = ContextVar("asked_at", default=math.inf)


def address() -> str:
    """Return where the store is: TRAZO_DATABASE_URL, else a file in Trazo's home."""
    return Places.from_environment().store_url


class Database:
    """Connections to it, ready for the tables of this version.

    Args:
        url: Where it is.
        seconds: How long a statement may take, with the locks that it waits for.
    """

    def __init__(self, url: str, seconds: float = PATIENT_SECONDS) -> None:
        """Connect, and bring its tables up to date.

        Raises:
            StoreUnavailable: It cannot be reached, or is a newer Trazo's.
            DiskFull: There is no room.
        """
        self._seconds = seconds
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
                pool_timeout=seconds,
                pool_pre_ping=not self._sqlite,
                # An error's text has neither a visitor's id nor strokes in it.
                hide_parameters=True,
                connect_args=(
                    {"timeout": PATIENT_SECONDS}
                    if self._sqlite
                    else _postgresql_arguments(parsed)
                ),
            )
            if self._sqlite:
                event.listen(self._engine, "connect", _prepare)
                event.listen(self._engine, "begin", self._begin_transaction)
            else:
                event.listen(self._engine, "do_connect", self._connect)
        try:
            self._upgrade()
        except BaseException:
            self.close()
            raise

    @property
    def seconds(self) -> float:
        """How long a statement of this thread may take."""
        own = own_patience()
        return self._seconds if own is None else own

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection to read with."""
        with translate_errors(), _asking(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are all kept, or none."""
        engine = self._engine.execution_options(trazo_writes=True)
        with translate_errors(), _asking(), engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    def _upgrade(self) -> None:
        # One that is up to date can be read, though it is locked or full.
        with self.reading() as connection:
            if migrate.version(connection) == migrate.HEAD:
                return
        # Migrations of a large database take longer than any page waits.
        with patience(PATIENT_SECONDS), self.writing() as connection:
            migrate.upgrade(connection)

    def _begin_transaction(self, connection: sa.Connection) -> None:
        milliseconds = round(1000 * self.seconds)
        if connection.info.get("busy_timeout") != milliseconds:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
            connection.info["busy_timeout"] = milliseconds
        # A reader that writes later could find that another has written in between.
        writes = connection.get_execution_options().get("trazo_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def _connect(
        self, dialect: object, record: object, args: Any, arguments: dict[str, Any]
    ) -> object:
        # Half a tenth of a second to import, and only where there is a PostgreSQL.
        from core.store.postgresql import TimedConnection, refuse  # noqa: PLC0415  as above

        if time.monotonic() - _asked_at.get() >= self.seconds:
            # The connection before did not answer, and another one would not either.
            refuse()
        connection = TimedConnection.connect(*args, **arguments)
        connection.seconds = lambda: self.seconds
        return connection


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    token = _asked_at.set(time.monotonic())
    try:
        yield
    finally:
        _asked_at.reset(token)


@contextlib.contextmanager
def translate_errors() -> Iterator[None]:
    """Turn what a database raises into one of our errors.

    Their text names classes only: that of the database may quote what was stored.
    """
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise _translated(error) from None
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "OSError")
        kind = DiskFull if error.errno == errno.ENOSPC else StoreUnavailable
        raise kind(name) from None


def _translated(error: exc.SQLAlchemyError) -> DiskFull | StoreUnavailable:
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    text = str(error if cause is None else cause)
    names = [type(error).__name__]
    for code in ("sqlite_errorname", "sqlstate"):
        names += [str(found) for found in [getattr(cause, code, None)] if found]
    name = " ".join(names)
    if any(words in text for words in FULL):
        return DiskFull(name)
    if any(words in text for words in LOCKED):
        return StoreBusy(name)
    if isinstance(error, REFUSED):
        return StoreRefused(name)
    return StoreUnavailable(name)


def _postgresql_arguments(url: sa.URL) -> dict[str, object]:
    """Return what libpq is given, but for what the database's address says itself."""
    limit = 1000 * SERVER_SECONDS
    wanted = {
        "connect_timeout": CONNECT_SECONDS,
        "options": f"-c statement_timeout={limit} -c lock_timeout={limit}",
        # Of a network that swallows packets.
        "tcp_user_timeout": limit,
        "keepalives_idle": 10,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }
    return {name: value for name, value in wanted.items() if name not in url.query}


def _prepare(connection: object, _: object) -> None:
    # `_begin_transaction` starts the transactions, not the driver when it sees fit.
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's own
    cursor = connection.cursor()  # type: ignore[attr-defined]  # as above
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    # SQLite does not wait for another process that makes this very change.
    end = time.monotonic() + PATIENT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
    cursor.close()
