"""Work that visitors bring back: opened on a worker, then kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.engine import worker_tasks
from core.engine.background_jobs import BackgroundJob, BackgroundJobs
from core.errors import StoreUnavailable, UploadError
from core.settings import query_params

if TYPE_CHECKING:
    from core.archive.work_zip import ImportedWork
    from core.datasets import loader
    from core.engine.run_repository import RunRepository
    from core.runs.records import SavedRun


class ImportJob(BackgroundJob):
    """A file that a visitor brings.

    Attributes:
        visitor: Who brings it.
        brought: What was in it; None before it is kept.
        runs: How many runs of it are new here.
        known: How many were here already.
    """

    name = "import"

    def __init__(
        self,
        file: bytes,
        source: loader.Source,
        visitor: str,
        repository: RunRepository,
    ) -> None:
        """Take a file.

        Args:
            file: Anything.
            source: Test set for an imported network whose accuracy is unknown.
            visitor: Who brings it.
            repository: Takes what is in it.
        """
        super().__init__()
        self.visitor = visitor
        self.brought: ImportedWork | None = None
        self.runs = self.known = 0
        self._file = file
        self._source = source
        self._repository = repository

    def build_task(self) -> tuple[Any, ...]:
        """Return the task that opens it; the file is no longer held here."""
        file, self._file = self._file, b""
        return worker_tasks.import_work, file, self._source

    def on_result(self, result: ImportedWork | UploadError) -> None:
        """Keep what was in it, but for runs that are here already.

        Raises:
            UploadError: It is not taken.
            WorkspaceFull: There is no room for all of it; nothing is kept.
            StoreUnavailable: Nothing can be kept.
        """
        if isinstance(result, UploadError):
            raise result
        here = {_mark(saved) for saved in self._repository.list_runs(self.visitor)}
        new = [run for run in result.runs if _mark(run[0].run) not in here]
        size = sum(len(part) for run in new for part in run[1:] if part is not None)
        self._repository.ensure_room(self.visitor, size)
        for entry, keras_file, litert_file in new:
            networks = {
                kind: content
                for kind, content in (("keras", keras_file), ("litert", litert_file))
                if content is not None
            }
            run = replace(entry.run, workspace=self.visitor)
            if not self._repository.import_run(run, entry.past, networks):
                raise StoreUnavailable
            self.runs += 1
        self.known = len(result.runs) - self.runs
        self.brought = result


def _mark(run: SavedRun) -> tuple[object, ...]:
    """Return what tells a run from every other of the same visitor."""
    return (
        run.made_at,
        run.goal,
        tuple(sorted(query_params.to_query(run.settings).items())),
    )


class ImportJobs:
    """What visitors of this web process bring; safe to share between threads.

    Args:
        background_jobs: Has the files opened.
        repository: Takes what is in them.
    """

    def __init__(
        self, background_jobs: BackgroundJobs, repository: RunRepository
    ) -> None:
        self._background_jobs = background_jobs
        self._repository = repository
        self._jobs: dict[str, ImportJob] = {}
        self._lock = threading.Lock()

    def submit(self, file: bytes, source: loader.Source, visitor: str) -> ImportJob:
        """Have a file opened, and what is in it kept.

        While another one of the same visitor is being opened, that one is returned.
        """
        with self._lock:
            last = self._jobs.get(visitor)
            if last is not None and not last.is_over:
                return last
            job = self._jobs[visitor] = ImportJob(
                file, source, visitor, self._repository
            )
        self._background_jobs.submit(job)
        return job

    def find(self, visitor: str) -> ImportJob | None:
        """Return what a visitor brought last."""
        return self._jobs.get(visitor)
