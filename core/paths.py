"""The folders in which Trazo stores files: TRAZO_HOME, else the user's cache folder."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import platformdirs

from core.errors import NetworkGone

RUN_SECONDS = 24 * 3600


def home_folder() -> Path:
    """Return Trazo's folder, which may not exist yet."""
    chosen = os.environ.get("TRAZO_HOME")
    return Path(chosen) if chosen else platformdirs.user_cache_path("trazo")


def runs_folder() -> Path:
    """Return the folder that has a subfolder for each run."""
    return home_folder() / "runs"


def read_network(path: Path) -> bytes:
    """Read the file of a network.

    Raises:
        NetworkGone: The file does not exist.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NetworkGone(str(path)) from None


def remove(folder: Path) -> None:
    """Remove a run's folder, if it exists."""
    with contextlib.suppress(OSError):
        shutil.rmtree(folder)


def remove_old_runs(now: float | None = None) -> None:
    """Remove run folders that a killed web process left more than a day ago.

    Args:
        now: Current time, in seconds since the epoch.
    """
    oldest = (time.time() if now is None else now) - RUN_SECONDS
    if not runs_folder().is_dir():
        return
    for folder in runs_folder().iterdir():
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < oldest:
                remove(folder)
