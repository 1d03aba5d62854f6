"""Fetch full MNIST in the background, and say how far it is."""

import errno
import logging
import threading
from dataclasses import dataclass
from enum import StrEnum

import pooch

from core.datasets import loader
from core.errors import DataBroken, DataError, DataUnavailable, DiskFull

# To connect, and between two pieces of the file: a school proxy that swallows
# packets must be noticed while the visitor is still looking.
TIMEOUT_SECONDS = 10
CHUNK_BYTES = 64 * 1024


class State(StrEnum):
    """Where a download stands."""

    IDLE = "idle"
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Status:
    """A download at one moment.

    Attributes:
        state: Where it stands.
        received: Bytes so far.
        total: Bytes in all; 0 while unknown.
        error: Why it failed.
    """

    state: State
    received: int = 0
    total: int = 0
    error: DataError | None = None


class Download:
    """The one download of a web process; every page may look at it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._status = Status(State.IDLE)

    @property
    def status(self) -> Status:
        """How it stands now."""
        return self._status

    def start(self, *, again: bool = False) -> None:
        """Begin in the background, once; after a failure only where `again`."""
        with self._lock:
            wanted = (State.IDLE, State.FAILED) if again else (State.IDLE,)
            if self._status.state not in wanted:
                return
            if loader.is_cached():
                self._status = Status(State.READY)
                return
            self._status = Status(State.FETCHING)
        threading.Thread(target=self._fetch, daemon=True, name="download").start()

    def _fetch(self) -> None:
        try:
            fetch(self)
        except DataError as error:
            self._status = Status(State.FAILED, error=error)
        else:
            self._status = Status(State.READY)

    # What pooch asks of a progress bar.

    total = 0

    def update(self, size: int) -> None:
        """Count bytes."""
        received = self._status.received + size
        self._status = Status(State.FETCHING, min(received, self.total), self.total)

    def reset(self) -> None:
        """Begin counting again."""
        self._status = Status(State.FETCHING)

    def close(self) -> None:
        """Be done counting."""


def fetch(progress: Download | None = None) -> None:
    """Fetch full MNIST into Keras's cache folder, safe beside other processes.

    The file is fetched aside, checked by its hash, then moved into place.

    Raises:
        DataUnavailable: The server cannot be reached or breaks off.
        DataBroken: What came is not MNIST, or what is there is not, and no other can
            be had.
        DiskFull: No room for it.
    """
    import requests  # noqa: PLC0415  0.1 s that a machine with the data never pays

    pooch.get_logger().setLevel(logging.WARNING)
    path = loader.cache_path()
    broken = path.exists() and not loader.is_cached()
    try:
        pooch.retrieve(
            loader.MNIST_URL,
            known_hash=f"sha256:{loader.MNIST_SHA256}",
            fname=path.name,
            path=path.parent,
            downloader=pooch.HTTPDownloader(
                progressbar=progress or False,
                chunk_size=CHUNK_BYTES,
                timeout=TIMEOUT_SECONDS,
            ),
        )
    except requests.RequestException as error:
        kind = DataBroken if broken else DataUnavailable
        raise kind(str(error)) from error
    except ValueError as error:
        raise DataBroken(str(path)) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(path)) from error
        raise DataUnavailable(str(error)) from error
