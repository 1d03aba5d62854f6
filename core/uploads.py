"""Uploaded files on the disk, for as long as they are being opened."""

import contextlib
import errno
import os
import shutil
import time
import uuid
from pathlib import Path

from core import paths
from core.errors import DiskFull

# What a killed web process left behind; no import waits that long.
LEFTOVER_SECONDS = 3600


class Upload:
    """An uploaded file in a folder of its own, which only this user can read.

    Args:
        content: Bytes of the file.

    Attributes:
        path: Where it is.

    Raises:
        DiskFull: There is no room for it.
    """

    def __init__(self, content: bytes) -> None:
        folder = uploads_folder() / uuid.uuid4().hex
        self.path = folder / "upload"
        try:
            folder.mkdir(mode=0o700, parents=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(self.path, flags, 0o600), "wb") as file:
                file.write(content)
        except OSError as error:
            self.remove()
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(str(error)) from error
            raise

    def remove(self) -> None:
        """Remove the file and all that was written next to it."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.path.parent)


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
