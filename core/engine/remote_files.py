"""Sends files to a worker on another machine, and fetches them, in parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core import uploads
from core.engine import worker_files

if TYPE_CHECKING:
    from pathlib import Path

    from distributed import Client

    from core.archive.work_zip import ImportedWork
    from core.engine.worker_files import RemoteWork

PART_BYTES = 2**22


class RemoteFiles:
    """The files of a job on the disk of the worker that does it.

    Args:
        client: Reaches the worker.
        worker: Its address.
        job_id: Id of the job.
    """

    def __init__(self, client: Client, worker: str, job_id: str) -> None:
        self._client, self._worker, self._job_id = client, worker, job_id

    def push(self, path: Path) -> None:
        """Send the file that the job is about.

        Raises:
            Exception: Any of Dask's, or of the worker's disk.
        """
        with path.open("rb") as file:
            part = file.read(PART_BYTES)
            # An empty file too has a first part.
            self._call(worker_files.receive, 0, part)
            place = len(part)
            while part := file.read(PART_BYTES):
                self._call(worker_files.receive, place, part)
                place += len(part)

    def fetch(self, remote: RemoteWork, folder: Path) -> ImportedWork:
        """Fetch the networks of some work, and remove them there.

        Args:
            remote: The work.
            folder: Gets the files.
        """
        runs = tuple(
            (entry, self._copy(keras, folder), self._copy(litert, folder))
            for (entry, *_), (keras, litert) in zip(
                remote.work.runs, remote.names, strict=True
            )
        )
        self._call(worker_files.remove)
        return replace(remote.work, runs=runs)

    def _copy(self, name: str | None, folder: Path) -> Path | None:
        if name is None:
            return None
        path = folder / name
        with uploads.naming_full_disk(), path.open("wb") as file:
            while part := self._call(worker_files.send, name, file.tell(), PART_BYTES):
                file.write(part)
        return path

    def _call(self, function: object, *args: object) -> bytes:
        """Have the worker call a function next to its task; return its result."""
        answers = self._client.run(
            function, self._job_id, *args, workers=[self._worker]
        )
        answer: bytes = answers[self._worker]
        return answer
