"""The tasks of the short jobs at the scheduler, and what comes of them."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from core.engine import failures, worker_tasks
from core.errors import EngineUnavailable, TrazoError
from core.runs.tasks import JobTask

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from distributed import Future

    from core.engine.background_jobs import BackgroundJob
    from core.engine.dask_connection import Connection

FETCH_SECONDS = 20


def priority() -> float:
    """Return the priority of a job that is asked for now, at the scheduler.

    It is more than that of any run, but for one that is to end, which needs a moment
    (`core.engine.queue_limits.priority`).
    """
    return -time.time() / 1e10


class JobTasks:
    """Hands jobs to the engine, and fetches and keeps their results.

    Args:
        connect: Returns the live connection.
        signals: Sends word to the engine.
        seconds: How long a job may take a worker.
        on_over: Called with a job that is over, and with its error if it failed.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        signals: Executor,
        seconds: float,
        on_over: Callable[[BackgroundJob, TrazoError | None], None],
    ) -> None:
        self._connect = connect
        self._signals = signals
        self._seconds = seconds
        self._on_over = on_over
        self._futures: dict[str, Future[Any]] = {}
        self._connections: dict[str, Connection] = {}

    def __contains__(self, job: BackgroundJob) -> bool:
        """Whether the engine has a job."""
        return job.id in self._futures

    def submit(self, job: BackgroundJob) -> None:
        """Have a job done; waits for the engine."""
        if job.is_over:
            return
        try:
            work, *given = job.build_task()
            connection = self._connections[job.id] = self._connect()
            future = connection.submit(
                f"job-{job.id}",
                worker_tasks.run_job,
                JobTask(job.id, connection.topic, self._seconds),
                work,
                *given,
                priority=priority(),
            )
        except TrazoError as error:
            self._on_over(job, error)
        except Exception as error:  # noqa: BLE001  a page must never wait for ever
            self._on_over(job, EngineUnavailable(f"{type(error).__name__}: {error}"))
        else:
            self._futures[job.id] = future
            future.add_done_callback(lambda done: self._on_done(job, done))
            if job.is_over:
                # Dropped at this very moment.
                self.forget(job)

    def serve(self, job: BackgroundJob, worker: str) -> None:
        """Have a job give its worker what it asks for; takes as long as that does.

        Raises:
            Exception: Any of Dask's, or of a disk.
        """
        job.serve(self._connections[job.id], worker)

    def _on_done(self, job: BackgroundJob, future: Future[Any]) -> None:
        """Fetch and keep what came of it; Dask calls this on a thread of its own."""
        try:
            result = future.result(timeout=FETCH_SECONDS)
            if not job.mark_answered():
                return
            job.on_result(result)
        except Exception as raised:  # noqa: BLE001  any error of Dask or Keras
            self._on_over(job, failures.translated(raised))
        else:
            self._on_over(job, None)

    def forget(self, job: BackgroundJob) -> None:
        """Let go of a job's task, if it has one; nobody does it any more."""
        self._connections.pop(job.id, None)
        future = self._futures.pop(job.id, None)
        if future is None:
            return
        if not (future.done() or isinstance(job.error, EngineUnavailable)):
            # On a thread of its own: a scheduler that hangs must not keep the others.
            with contextlib.suppress(RuntimeError):
                self._signals.submit(future.cancel)
        # A worker that keeps somebody's result is never let go.
        future.release()
