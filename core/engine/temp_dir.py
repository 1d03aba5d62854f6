"""The folder for what an engine and its worker put down while they live.

TensorFlow, Keras and Dask leave files in the system's own folder when they are killed.
Theirs is in Trazo's home instead, named after the engine's process, so that it can be
removed with the engine, or by the next one.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from core import paths


@contextlib.contextmanager
def temp_dir() -> Iterator[Path]:
    """Give this process, and those that it starts, a folder for temporary files.

    What dead engines have left is removed first.
    """
    own = _folder(os.getpid())
    own.parent.mkdir(parents=True, exist_ok=True)
    for left in own.parent.iterdir():
        if not (left.name.isdecimal() and psutil.pid_exists(int(left.name))):
            _remove(left)
    # An earlier process may have had the same number.
    _remove(own)
    own.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(own)
    tempfile.tempdir = None
    try:
        yield own
    finally:
        _remove(own)


def remove(process_id: int) -> None:
    """Remove what a killed engine and its worker have left.

    Args:
        process_id: The engine's.
    """
    _remove(_folder(process_id))


def _folder(process_id: int) -> Path:
    return paths.home_folder() / "engine" / str(process_id)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
