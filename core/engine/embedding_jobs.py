"""Studies of networks, as the web process asks the worker for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from core.engine import worker_tasks
from core.engine.background_jobs import BackgroundJob
from core.errors import NetworkGone

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.job_line import JobLine
    from core.explain.embedding import EmbeddingMap, EmbeddingRequest


class EmbeddingJob(BackgroundJob):
    """A study that is being made.

    Args:
        wanted: Of which network, and where it is kept.
        visitors: Who asks for it.

    Attributes:
        wanted: The same.
    """

    name = "study"

    def __init__(self, wanted: EmbeddingRequest, *visitors: str) -> None:
        super().__init__(*visitors)
        self.wanted = wanted

    def build_task(self) -> tuple[Any, ...]:
        """Return the study's task.

        Raises:
            NetworkGone: The network's file is no longer there.
        """
        return (
            worker_tasks.compute_embedding,
            self.wanted.keras_file(),
            self.wanted.source,
        )

    def on_result(self, result: EmbeddingMap) -> None:
        """Keep what came of it on disk.

        Raises:
            NetworkGone: The network's file has gone meanwhile, and its study with it.
            DiskFull: There is no room.
        """
        if not self.wanted.keras_path.exists():
            raise NetworkGone(str(self.wanted.keras_path))
        result.write(self.wanted.path)


class EmbeddingJobs:
    """The studies of all visitors of this web process; safe to share between threads.

    The map of a network is computed once, for all visitors.

    Args:
        line: Has them done.
    """

    def __init__(self, line: JobLine) -> None:
        self._job_line = line
        self._jobs: dict[Path, EmbeddingJob] = {}
        self._lock = threading.Lock()

    def submit(self, wanted: EmbeddingRequest, visitor: str) -> EmbeddingJob:
        """Have a study made; where it is being made already, return that one.

        It takes the place of another one that the visitor waits for.

        Raises:
            JobsFull: As many jobs wait as can.
        """
        with self._lock:
            self._leave_others(wanted, visitor)
            # A failure is shown until the next try, or until its run is removed.
            self._jobs = {
                path: job
                for path, job in self._jobs.items()
                if not job.is_over or path.parent.is_dir()
            }
            job = self._jobs.get(wanted.path)
            if job is not None and not job.is_over:
                self._job_line.join(job, visitor)
                return job
            job = EmbeddingJob(wanted, visitor)
            self._job_line.submit(job)
            self._jobs[wanted.path] = job
        return job

    def find(self, wanted: EmbeddingRequest) -> EmbeddingJob | None:
        """Return the study that was asked for last; None where it never was."""
        return self._jobs.get(wanted.path)

    def _leave_others(self, wanted: EmbeddingRequest, visitor: str) -> None:
        for path, job in list(self._jobs.items()):
            if path != wanted.path and visitor in job.visitors and not job.is_over:
                self._job_line.leave(job, visitor)
                if job.is_over:
                    # Nobody needs to read why.
                    del self._jobs[path]
