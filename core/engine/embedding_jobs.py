"""Studies of networks, as the web process asks the worker for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from core.engine import worker_tasks
from core.engine.background_jobs import BackgroundJob, BackgroundJobs
from core.errors import NetworkGone

if TYPE_CHECKING:
    from pathlib import Path

    from core.explain.embedding import EmbeddingMap, EmbeddingRequest


class EmbeddingJob(BackgroundJob):
    """A study that is being made.

    Attributes:
        wanted: Of which network, and where it is kept.
    """

    name = "study"

    def __init__(self, wanted: EmbeddingRequest) -> None:
        super().__init__()
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
        background_jobs: Has them done.
    """

    def __init__(self, background_jobs: BackgroundJobs) -> None:
        self._background_jobs = background_jobs
        self._jobs: dict[Path, EmbeddingJob] = {}
        self._lock = threading.Lock()

    def submit(self, wanted: EmbeddingRequest) -> EmbeddingJob:
        """Have a study made; where it is being made already, return that one."""
        with self._lock:
            # A failure is shown until the next try, or until its run is removed.
            self._jobs = {
                path: job
                for path, job in self._jobs.items()
                if not job.is_over or path.parent.is_dir()
            }
            job = self._jobs.get(wanted.path)
            if job is not None and not job.is_over:
                return job
            job = self._jobs[wanted.path] = EmbeddingJob(wanted)
        self._background_jobs.submit(job)
        return job

    def find(self, wanted: EmbeddingRequest) -> EmbeddingJob | None:
        """Return the study that was asked for last; None where it never was."""
        return self._jobs.get(wanted.path)
