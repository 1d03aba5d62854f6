"""Uploaded work: opened by a worker, one file at a time, then stored."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core import uploads
from core.engine import dask_connection, worker_tasks
from core.engine.background_jobs import BackgroundJob
from core.engine.remote_files import RemoteFiles
from core.engine.worker_files import RemoteWork
from core.errors import JobsFull, StoreUnavailable, UploadError, WorkerLost
from core.settings import query_params

if TYPE_CHECKING:
    from pathlib import Path

    from core.archive.work_zip import ImportedWork
    from core.datasets import loader
    from core.engine.dask_connection import Connection
    from core.engine.job_line import JobLine
    from core.engine.run_repository import RunRepository
    from core.runs.records import SavedRun
    from core.uploads import Upload


class ImportJob(BackgroundJob):
    """An uploaded file.

    Attributes:
        visitor: Whose it is.
        brought: What was in it; None before it is stored.
        runs: How many runs of it are new here.
        known: How many were here already.
    """

    name = "import"
    # Each may take hundreds of megabytes on its way.
    one_at_a_time = True

    def __init__(
        self,
        upload: Upload,
        source: loader.Source,
        visitor: str,
        repository: RunRepository,
    ) -> None:
        """Prepare a job.

        Args:
            upload: The file; removed when the job is over.
            source: Test set for an imported network whose accuracy is unknown.
            visitor: Whose it is.
            repository: Stores what is in it.
        """
        super().__init__(visitor)
        self.visitor = visitor
        self.brought: ImportedWork | None = None
        self.runs = self.known = 0
        self.is_served = dask_connection.scheduler() is not None
        self._files: RemoteFiles | None = None
        self._upload = upload
        self._source = source
        self._repository = repository

    def build_task(self) -> tuple[Any, ...]:
        """Return the task that opens it.

        A worker of our own reads the file where it is; one of a cluster has another
        disk, to which the file goes in parts.
        """
        if self.is_served:
            return worker_tasks.import_remote_work, self._upload.size, self._source
        return worker_tasks.import_work, self._upload.path, self._source

    def serve(self, connection: Connection, worker: str) -> None:
        """Send the file to the worker."""
        self._files = RemoteFiles(connection.client, worker, self.id)
        self._files.push(self._upload.path)

    def on_over(self) -> None:
        """Remove the file."""
        self._upload.remove()

    def on_result(self, result: ImportedWork | RemoteWork | UploadError) -> None:
        """Keep what was in it, but for runs that are here already.

        Raises:
            UploadError: It is not taken.
            WorkspaceFull: There is no room for all of it; nothing is kept.
            StoreFull: As above.
            StoreUnavailable: Nothing can be kept.
        """
        if isinstance(result, UploadError):
            raise result
        if isinstance(result, RemoteWork):
            if self._files is None:
                raise WorkerLost(self.id)
            result = self._files.fetch(result, self._upload.path.parent)
        # Else nothing would seem to be here, and all would come twice.
        self._repository.ensure_answers()
        here = {_mark(saved) for saved in self._repository.list_runs(self.visitor)}
        new = [run for run in result.runs if _mark(run[0].run) not in here]
        size = sum(_size(part) for run in new for part in run[1:] if part is not None)
        self._repository.ensure_room(self.visitor, size)
        self._repository.space.ensure(size)
        for entry, keras_file, litert_file in new:
            networks = {
                kind: content if isinstance(content, bytes) else content.read_bytes()
                for kind, content in (("keras", keras_file), ("litert", litert_file))
                if content is not None
            }
            run = replace(entry.run, workspace=self.visitor)
            if not self._repository.import_run(run, entry.past, networks):
                raise StoreUnavailable
            self.runs += 1
        self.known = len(result.runs) - self.runs
        # The networks are in the store now, and take memory or lie in a folder to go.
        runs = tuple((entry, None, None) for entry, *_ in result.runs)
        self.brought = replace(result, runs=runs)


def _size(part: bytes | Path) -> int:
    return len(part) if isinstance(part, bytes) else part.stat().st_size


def _mark(run: SavedRun) -> tuple[object, ...]:
    """Return what tells a run from every other of the same visitor."""
    return (
        run.made_at,
        run.goal,
        tuple(sorted(query_params.to_query(run.settings).items())),
    )


class ImportJobs:
    """Uploaded work of this web process's visitors; safe to share between threads.

    Args:
        line: Has the files opened.
        repository: Stores what is in them.
    """

    def __init__(self, line: JobLine, repository: RunRepository) -> None:
        self._job_line = line
        self._repository = repository
        self._jobs: dict[str, ImportJob] = {}
        self._lock = threading.Lock()
        uploads.remove_leftovers()

    def submit(self, upload: Upload, source: loader.Source, visitor: str) -> ImportJob:
        """Have a file opened, and what is in it stored; then it is removed.

        While another one of the same visitor is being opened, that one is returned.

        Raises:
            JobsFull: As many jobs wait as can.
        """
        with self._lock:
            last = self._jobs.get(visitor)
            if last is not None and not last.is_ending:
                upload.remove()
                return last
            job = ImportJob(upload, source, visitor, self._repository)
            try:
                self._job_line.submit(job)
            except JobsFull:
                job.on_over()
                raise
            self._jobs[visitor] = job
        return job

    def find(self, visitor: str) -> ImportJob | None:
        """Return the last file of a visitor."""
        return self._jobs.get(visitor)
