"""What causes each outage, and ends it."""

import contextlib
import errno
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from core.config import DATABASE_NAME
from scripts.outages import postgresql

# A disk of so many bytes is mounted for one process and what it starts.
DISK_BYTES = 48_000_000
ALONE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNT = f'mount -t tmpfs -o size={DISK_BYTES} tmpfs "$0" && exec "$@"'
CHUNK_BYTES = 65_536
# What the app removes makes room, which is taken at once.
FILL_SECONDS = 0.05
LOCK_SECONDS = 20


@dataclass(frozen=True)
class Cause:
    """An outage that can be caused once.

    Attributes:
        database: URL of the app's database.
        begin: Begins the outage.
        end: Ends it.
        environment: Environment variables of the app, in addition to its home.
    """

    database: str
    begin: Callable[[], None]
    end: Callable[[], None]
    environment: Mapping[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def store_stopped(home: Path) -> Iterator[Cause]:
    """PostgreSQL ends, and is started again."""
    with postgresql.serving() as server:
        yield Cause(
            server.url,
            server.stop,
            server.start,
            {"TRAZO_DATABASE_URL": server.url},
        )


@contextlib.contextmanager
def store_hangs(home: Path) -> Iterator[Cause]:
    """All processes of PostgreSQL are suspended: packets arrive, no answer comes."""
    with postgresql.serving() as server:
        try:
            yield Cause(
                server.url,
                server.suspend,
                server.resume,
                {"TRAZO_DATABASE_URL": server.url},
            )
        finally:
            server.resume()


@contextlib.contextmanager
def store_locked(home: Path) -> Iterator[Cause]:
    """Another connection has locked the SQLite file."""
    file = home / DATABASE_NAME
    held: list[sqlite3.Connection] = []

    def lock() -> None:
        connection = sqlite3.connect(
            file, LOCK_SECONDS, isolation_level=None, check_same_thread=False
        )
        held.append(connection)
        connection.execute("BEGIN EXCLUSIVE")

    def unlock() -> None:
        while held:
            held.pop().close()

    try:
        yield Cause(_sqlite(home), lock, unlock)
    finally:
        unlock()


@contextlib.contextmanager
def disk_full(home: Path) -> Iterator[Cause]:
    """The disk with the app's home has no room for a single byte.

    It is a small disk of its own, which this process must have been given: see
    `command_on_a_disk`.
    """
    ballast, is_over = home / "ballast", threading.Event()
    filler: list[threading.Thread] = []

    def fill() -> None:
        with ballast.open("ab", buffering=0) as file:
            while not is_over.is_set():
                try:
                    file.write(bytes(CHUNK_BYTES))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    is_over.wait(FILL_SECONDS)

    def begin() -> None:
        filler.append(threading.Thread(target=fill, name="filler"))
        filler[0].start()

    def end() -> None:
        is_over.set()
        for thread in filler:
            thread.join()
        ballast.unlink(missing_ok=True)

    try:
        yield Cause(_sqlite(home), begin, end)
    finally:
        end()


def command_on_a_disk(folder: Path, words: list[str]) -> list[str]:
    """Return a command that runs another one with a folder on a small disk.

    Only that command, and what it starts, sees the disk.

    Args:
        folder: An empty folder.
        words: The other command.
    """
    return [*ALONE, "sh", "-c", MOUNT, str(folder), *words]


def _sqlite(home: Path) -> str:
    return f"sqlite:///{home / DATABASE_NAME}"


CAUSES: dict[str, Callable[[Path], AbstractContextManager[Cause]]] = {
    "store-stopped": store_stopped,
    "store-hangs": store_hangs,
    "store-locked": store_locked,
    "disk-full": disk_full,
}
# Those that need a disk of their own for the app's home.
ON_A_DISK = frozenset({"disk-full"})
