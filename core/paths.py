"""The folders in which Trazo stores files: TRAZO_HOME, else the user's cache folder."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from core.config import DATABASE_NAME, Places
from core.errors import NetworkGone

RUN_SECONDS = 24 * 3600
# Made by versions that let other users of the machine read them.
FOLDERS = ("digits", "engine", "runs", "studies")


def home_folder() -> Path:
    """Return the folder; it may not exist yet."""
    return Places.from_environment().home


def runs_folder() -> Path:
    """Return the folder that has a subfolder for each run."""
    return home_folder() / "runs"


def make_private() -> None:
    """Have this process make files that are its user's alone, and make old ones so.

    Only what Trazo has written is changed: its home may be a folder with other files.
    """
    os.umask(0o077)
    home = home_folder()
    for entry in (*(home / name for name in FOLDERS), *home.glob(f"{DATABASE_NAME}*")):
        # Another user's, or one that has just gone.
        with contextlib.suppress(OSError):
            entry.chmod(0o700 if entry.is_dir() else 0o600)


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


def remove_old_runs(held: Iterable[str] = ()) -> None:
    """Remove what a killed web process left behind more than a day ago.

    Args:
        held: Ids of the runs whose files are in use.
    """
    oldest = time.time() - RUN_SECONDS
    in_use = frozenset(held)
    if not runs_folder().is_dir():
        return
    for folder in runs_folder().iterdir():
        with contextlib.suppress(OSError):
            if folder.name not in in_use and folder.stat().st_mtime < oldest:
                remove(folder)
