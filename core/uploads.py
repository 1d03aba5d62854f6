"""Uploaded files on the disk, until they have been opened."""

import contextlib
import errno
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core import paths
from core.errors import DiskFull

# What a killed web process left behind; no import waits that long.
LEFTOVER_SECONDS = 3600
# A page takes a file as soon as it has arrived; one that it did not ask for goes.
UNTAKEN_SECONDS = 120.0


@contextlib.contextmanager
def naming_full_disk() -> Iterator[None]:
    """Raise `DiskFull` where the system says that there is no room."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(str(error)) from error
        raise


class Upload:
    """An uploaded file in a folder of its own, which only this user can read.

    Args:
        content: Its bytes; others may write more.

    Attributes:
        path: Where it is.
        size: How many bytes it has; who writes more sets it.

    Raises:
        DiskFull: There is no room for it.
    """

    def __init__(self, content: bytes = b"") -> None:
        folder = uploads_folder() / uuid.uuid4().hex
        self.path = folder / "upload"
        self.size = len(content)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            with naming_full_disk():
                folder.mkdir(mode=0o700, parents=True)
                with os.fdopen(os.open(self.path, flags, 0o600), "wb") as file:
                    file.write(content)
        except Exception:
            self.remove()
            raise

    def remove(self) -> None:
        """Remove the file and all that was written next to it."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.path.parent)


@dataclass(frozen=True)
class _Arrival:
    session: str
    upload: Upload
    at: float


class Arrivals:
    """Files that no page has taken yet; safe to share between threads.

    Streamlit holds what a visitor uploads in memory. So it is given a token in the
    place of a file, which only the session that sent the file can redeem.

    Args:
        clock: Returns the time in seconds, monotonic.
    """

    _TOKEN = re.compile(rb"trazo-upload [0-9a-f]{32}")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._arrivals: dict[bytes, _Arrival] = {}
        self._lock = threading.Lock()

    @classmethod
    def is_token(cls, content: bytes) -> bool:
        """Return whether these are no file's bytes, but stand for a file."""
        return cls._TOKEN.fullmatch(content) is not None

    def add(self, session: str, upload: Upload) -> bytes:
        """Keep a file for a session; return the token for it."""
        token = b"trazo-upload " + uuid.uuid4().hex.encode()
        with self._lock:
            self._arrivals[token] = _Arrival(session, upload, self._clock())
        return token

    def find(self, session: str, token: bytes) -> Upload | None:
        """Return a file; None if it has gone, or is another session's.

        It stays a while longer.
        """
        with self._lock:
            arrival = self._arrivals.get(token)
            if arrival is None or arrival.session != session:
                return None
            self._arrivals[token] = _Arrival(session, arrival.upload, self._clock())
            return arrival.upload

    def take(self, session: str, token: bytes) -> Upload | None:
        """Return a file, which is the caller's to remove from now on; see `find`."""
        with self._lock:
            arrival = self._arrivals.get(token)
            if arrival is None or arrival.session != session:
                return None
            return self._arrivals.pop(token).upload

    def count_bytes(self, session: str | None = None) -> int:
        """Return how many bytes lie here, of one session or of all."""
        with self._lock:
            return sum(
                arrival.upload.size
                for arrival in self._arrivals.values()
                if session in (None, arrival.session)
            )

    def remove_untaken(self) -> None:
        """Remove the files that no page has taken for a while."""
        before = self._clock() - UNTAKEN_SECONDS
        with self._lock:
            old = [
                token
                for token, arrival in self._arrivals.items()
                if arrival.at <= before
            ]
            gone = [self._arrivals.pop(token) for token in old]
        for arrival in gone:
            arrival.upload.remove()


# One for the web process: the server puts files here, and pages take them.
arrivals = Arrivals()


def uploads_folder() -> Path:
    """Return the folder that has a subfolder for each upload."""
    return paths.home_folder() / "uploads"


def remove_leftovers(now: float | None = None) -> None:
    """Remove what a killed web process left behind.

    Another web process with the same folder may be opening the rest.

    Args:
        now: Seconds since 1970; the clock's if it is None.
    """
    oldest = (time.time() if now is None else now) - LEFTOVER_SECONDS
    folder = uploads_folder()
    if not folder.is_dir():
        return
    for upload in folder.iterdir():
        with contextlib.suppress(OSError):
            if upload.stat().st_mtime < oldest:
                shutil.rmtree(upload)
