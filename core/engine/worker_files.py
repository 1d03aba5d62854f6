"""A visitor's file on the disk of a worker that is on another machine.

It comes in parts, and what is made of it goes back in parts: in one message it would
stand in the memory of web process, scheduler and worker several times. The web process
has Dask call `receive`, `send` and `remove` on the worker next to its task.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import uploads
from core.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.archive.work_zip import ImportedWork

FILE = "upload"
# The web process has gone, or the network has.
SILENT_SECONDS = 60
LOOK_SECONDS = 0.05


@dataclass(frozen=True, eq=False)
class RemoteWork:
    """What was in a file, but for the networks, which the worker has on its disk.

    Attributes:
        work: What was in it; its runs have no files.
        names: Names of the files of each run, Keras's and LiteRT's; None for each that
            it does not have.
    """

    work: ImportedWork
    names: tuple[tuple[str | None, str | None], ...]


def folder(job_id: str) -> Path:
    """Return where a worker has the files of a job."""
    return uploads.uploads_folder() / job_id


def receive(job_id: str, place: int, part: bytes) -> None:
    """Write a part of the file; called on the worker, from the first part on."""
    path = folder(job_id) / FILE
    if not place:
        # A worker on the same disk may have died over it.
        remove(job_id)
        folder(job_id).mkdir(mode=0o700, parents=True)
        path.touch(0o600)
    with uploads.naming_full_disk(), path.open("r+b") as file:
        file.seek(place)
        file.write(part)


def wait_until_whole(
    job_id: str, size: int, clock: Callable[[], float] = time.monotonic
) -> Path:
    """Wait for a file; return where it is.

    Args:
        job_id: Id of the job.
        size: Bytes of the whole file.
        clock: Returns the time in seconds.

    Raises:
        EngineUnavailable: Nothing comes any more.
    """
    path = folder(job_id) / FILE
    known, heard = 0, clock()
    while known < size or not path.exists():
        time.sleep(LOOK_SECONDS)
        now = path.stat().st_size if path.exists() else 0
        if now > known:
            known, heard = now, clock()
        elif clock() - heard > SILENT_SECONDS:
            raise EngineUnavailable(f"{known} of {size} bytes came")
    return path


def send(job_id: str, name: str, place: int, most_bytes: int) -> bytes:
    """Return a part of a file; called on the worker."""
    with (folder(job_id) / name).open("rb") as file:
        file.seek(place)
        return file.read(most_bytes)


def remove(job_id: str) -> None:
    """Remove the files of a job; called on the worker when the web process has them."""
    with contextlib.suppress(OSError):
        shutil.rmtree(folder(job_id))


def leave_files(work: ImportedWork) -> RemoteWork:
    """Return work without its networks, and the names of their files."""
    names = tuple(
        (_name(keras_file), _name(litert_file))
        for _, keras_file, litert_file in work.runs
    )
    runs = tuple((entry, None, None) for entry, *_ in work.runs)
    return RemoteWork(replace(work, runs=runs), names)


def _name(part: bytes | Path | None) -> str | None:
    """Return the name of a file; a file that was opened on the disk leaves no bytes."""
    return None if part is None or isinstance(part, bytes) else part.name
