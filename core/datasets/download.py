"""Downloads full MNIST in the background and reports its progress."""

import errno
import logging
import threading
from dataclasses import dataclass
from enum import StrEnum

import pooch

from core.datasets import loader
from core.errors import DataBroken, DataError, DataUnavailable, DiskFull

# Time limit for the connection and between two chunks of the file: the visitor must
# hear of a school proxy that drops packets while they still look at the page.
TIMEOUT_SECONDS = 10
CHUNK_BYTES = 64 * 1024


class State(StrEnum):
    """State of a download."""

    IDLE = "idle"
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Status:
    """Progress of a download.

    Attributes:
        state: State of the download.
        received: Bytes received so far.
        total: Size of the file in bytes; 0 while unknown.
        error: Error that ended the download; None unless it failed.
    """

    state: State
    received: int = 0
    total: int = 0
    error: DataError | None = None


class Download:
    """The download of a web process; all pages share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._status = Status(State.IDLE)

    @property
    def status(self) -> Status:
        """Current progress."""
        return self._status

    def start(self, *, again: bool = False) -> None:
        """Start the download in the background, unless it has been started before.

        Args:
            again: Also start it after a failure.
        """
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

    # The attribute and methods that pooch expects of a progress bar.

    total = 0

    def update(self, size: int) -> None:
        """Add a number of bytes to those received."""
        received = self._status.received + size
        self._status = Status(State.FETCHING, min(received, self.total), self.total)

    def reset(self) -> None:
        """Set the received bytes to 0."""
        self._status = Status(State.FETCHING)

    def close(self) -> None:
        """Do nothing; `start` sets the final state."""


def fetch(progress: Download | None = None) -> None:
    """Download full MNIST into Keras's cache folder.

    It is safe while other processes do the same: the file is downloaded under a
    temporary name, checked by its hash, then moved into place.

    Args:
        progress: Download whose progress is updated; None if nobody watches.

    Raises:
        DataUnavailable: The server cannot be reached, or the connection breaks.
        DataBroken: The downloaded file is not MNIST, or the cached file is damaged
            and cannot be replaced.
        DiskFull: The disk has no room for the file.
    """
    import requests  # noqa: PLC0415  takes 0.1 s, saved on a machine that has the data

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
