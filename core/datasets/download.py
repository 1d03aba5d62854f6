"""Downloads a data set in the background and reports its progress."""

import errno
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.datasets import loader
from core.errors import DataBroken, DataError, DataUnavailable, DiskFull
from core.settings.datasets import DATASETS, DataFile, DatasetName

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
        total: Size of all files in bytes.
        error: Error that ended the download; None unless it failed.
    """

    state: State
    received: int = 0
    total: int = 0
    error: DataError | None = None


class Download:
    """The download of one data set by a web process; all pages share it."""

    def __init__(self, dataset: DatasetName = DatasetName.MNIST) -> None:
        """Prepare the download of a data set."""
        self._dataset = dataset
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
            if loader.is_cached(self._dataset):
                self._status = Status(State.READY)
                return
            self._status = Status(State.FETCHING)
        threading.Thread(target=self._fetch, daemon=True, name="download").start()

    def _fetch(self) -> None:
        try:
            fetch(self._dataset, self._report)
        except DataError as error:
            self._status = Status(State.FAILED, error=error)
        else:
            self._status = Status(State.READY)

    def _report(self, received: int) -> None:
        total = DATASETS[self._dataset].size
        self._status = Status(State.FETCHING, min(received, total), total)


class _Progress:
    """What pooch takes for the progress bar of one file."""

    total = 0

    def __init__(self, report: Callable[[int], None], before: int) -> None:
        """Count the bytes of a file after those of the files before it."""
        self._report, self._before, self._received = report, before, 0

    def update(self, size: int) -> None:
        """Add a number of bytes to those received."""
        self._received += size
        # The last chunk counts as a whole one.
        self._report(self._before + min(self._received, self.total))

    def reset(self) -> None:
        """Set the received bytes to 0."""
        self._received = 0

    def close(self) -> None:
        """Do nothing; the end of the download sets the final state."""


def fetch(
    dataset: DatasetName = DatasetName.MNIST,
    report: Callable[[int], None] | None = None,
) -> None:
    """Download a data set into Keras's cache folder.

    It is safe while other processes do the same: each file is downloaded under a
    temporary name, checked by its hash, then moved into place. Files that are there
    are not fetched again.

    Args:
        dataset: The data set.
        report: Called with the bytes received so far; None if nobody watches.

    Raises:
        DataUnavailable: The server cannot be reached, or the connection breaks.
        DataBroken: A downloaded file is not what it should be, or a cached file is
            damaged and cannot be replaced.
        DiskFull: The disk has no room for the files.
    """
    received = 0
    for file in DATASETS[dataset].files:
        progress = None if report is None else _Progress(report, received)
        _fetch_file(dataset, file, progress)
        received += file.size


def _fetch_file(
    dataset: DatasetName, file: DataFile, progress: _Progress | None
) -> None:
    """Download one file, unless it is there."""
    # They take 0.1 s, saved on a machine that has the data.
    import pooch  # noqa: PLC0415  as said above
    import requests  # noqa: PLC0415  as above

    pooch.get_logger().setLevel(logging.WARNING)
    path = loader.cache_folder(dataset) / file.name
    broken = path.exists() and not loader.is_intact(path, file.sha256)
    try:
        pooch.retrieve(
            DATASETS[dataset].url + file.name,
            known_hash=f"sha256:{file.sha256}",
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
