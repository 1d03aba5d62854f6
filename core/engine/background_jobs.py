"""Short work that a worker does between the runs, and that a page waits for."""

from __future__ import annotations

import threading
import time
import uuid
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from core.engine import failures
from core.errors import EngineUnavailable, TrazoError, WorkerLost
from core.server import logs

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from distributed import Future

    from core.engine.dask_connection import Connection

FETCH_SECONDS = 20
# Somebody who trains goes before somebody who looks: less than a run's ever is.
PRIORITY = -1e12


class JobStage(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class BackgroundJob:
    """Work that was asked for; changed by the engine's threads, read by pages.

    Attributes:
        name: What an operator's log calls it.
        id: Names its task; unguessable.
        error: What went wrong, where it failed.
    """

    name: ClassVar[str]

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.error: TrazoError | None = None
        self._stage = JobStage.WAITING
        self._lock = threading.Lock()

    @property
    def stage(self) -> JobStage:
        """What is done of it."""
        return self._stage

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self._stage in (JobStage.DONE, JobStage.FAILED)

    def build_task(self) -> tuple[Any, ...]:
        """Return the function that does it on a worker, and what it is given.

        The worker is given the job's id and the topic of its reports as well.

        Raises:
            TrazoError: There is nothing to do it with.
        """
        raise NotImplementedError

    def on_result(self, result: Any) -> None:
        """Keep what came of it.

        Raises:
            TrazoError: It cannot be kept.
        """
        raise NotImplementedError

    def mark_started(self) -> bool:
        """Record that a worker has started; return whether it is the first to do so."""
        with self._lock:
            first = self._stage is JobStage.WAITING
            if first:
                self._stage = JobStage.WORKING
            return first

    def mark_finished(self, error: TrazoError | None) -> None:
        """Record that it is over, once."""
        with self._lock:
            if not self.is_over:
                self.error = error
                self._stage = JobStage.DONE if error is None else JobStage.FAILED


class BackgroundJobs:
    """The jobs of all visitors of this web process; safe to share between threads.

    No method waits for the engine.

    Args:
        connect: Returns the live connection; called by `commands` alone.
        commands: Runs one thing after another.
    """

    def __init__(self, connect: Callable[[], Connection], commands: Executor) -> None:
        self._connect = connect
        self._commands = commands
        self._going: dict[str, BackgroundJob] = {}
        self._futures: dict[str, Future[Any]] = {}

    def submit(self, job: BackgroundJob) -> None:
        """Have a job done."""
        self._going[job.id] = job
        try:
            self._commands.submit(self._submit, job)
        except RuntimeError:
            # The web process ends, and its executors with it.
            self._finish(job, EngineUnavailable("closed"))

    def count(self) -> int:
        """Return how many jobs are not over."""
        return len(self._going)

    def on_started(self, job_id: str) -> None:
        """Take in that a worker begins a job; called from Dask's own loop."""
        job = self._going.get(job_id)
        if job is not None and not job.mark_started():
            # Dask gives the task of a dead worker to the next one.
            self._commands.submit(self._fail, job)

    def on_engine_lost(self) -> None:
        """Take in that the engine has gone."""
        for job in list(self._going.values()):
            if job.id in self._futures:
                self._finish(job, EngineUnavailable("lost"))

    def _submit(self, job: BackgroundJob) -> None:
        try:
            task = job.build_task()
            connection = self._connect()
            future = connection.submit(
                f"job-{job.id}",
                *task,
                job.id,
                connection.topic,
                priority=PRIORITY - time.time(),
            )
        except TrazoError as error:
            self._finish(job, error)
        except Exception as error:  # noqa: BLE001  a page must never wait for ever
            self._finish(job, EngineUnavailable(f"{type(error).__name__}: {error}"))
        else:
            self._futures[job.id] = future
            future.add_done_callback(lambda done: self._on_done(job, done))

    def _on_done(self, job: BackgroundJob, future: Future[Any]) -> None:
        """Fetch and keep what came of it; Dask calls this on a thread of its own."""
        try:
            job.on_result(future.result(timeout=FETCH_SECONDS))
        except Exception as raised:  # noqa: BLE001  any error of Dask or Keras
            self._finish(job, failures.translated(raised))
        else:
            self._finish(job, None)

    def _fail(self, job: BackgroundJob) -> None:
        future = self._futures.get(job.id)
        self._finish(job, WorkerLost(job.id))
        if future is not None:
            future.cancel()

    def _finish(self, job: BackgroundJob, error: TrazoError | None) -> None:
        if not job.is_over:
            if error is None:
                logs.log_event(f"{job.name} done")
            else:
                logs.log_event(f"{job.name} failed", error=type(error).__name__)
        job.mark_finished(error)
        self._going.pop(job.id, None)
        future = self._futures.pop(job.id, None)
        if future is not None:
            # A worker that keeps somebody's result is never let go.
            future.release()
