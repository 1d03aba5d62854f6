"""Studies of networks, as the web process asks the worker for them."""

from __future__ import annotations

import threading
import uuid
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from core.engine import failures, tasks
from core.errors import EngineUnavailable, NetworkGone, TrazoError, WorkerLost

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from pathlib import Path

    from distributed import Future

    from core.alike import Study, Wanted
    from core.engine.connection import Connection

FETCH_SECONDS = 20
# Somebody who trains goes before somebody who looks.
PRIORITY = -1


class JobStage(StrEnum):
    """How far a study is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Job:
    """A study that is being made; changed by the engine's threads, read by pages.

    Attributes:
        id: Names its task; unguessable.
        wanted: Of which network, and where it is kept.
        error: What went wrong, where it failed.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.id = uuid.uuid4().hex
        self.wanted = wanted
        self.error: TrazoError | None = None
        self._stage = JobStage.WAITING
        self._lock = threading.Lock()

    @property
    def stage(self) -> JobStage:
        """What it is doing."""
        return self._stage

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self._stage in (JobStage.DONE, JobStage.FAILED)

    def begin(self) -> bool:
        """Note that a worker begins; return whether it is the first that does."""
        with self._lock:
            first = self._stage is JobStage.WAITING
            if first:
                self._stage = JobStage.WORKING
            return first

    def keep(self, study: Study) -> None:
        """Keep what came of it on disk.

        Raises:
            NetworkGone: The network's file has gone meanwhile, and its study with it.
            DiskFull: There is no room.
        """
        if not self.wanted.keras_path.exists():
            raise NetworkGone(str(self.wanted.keras_path))
        study.write(self.wanted.path)

    def end(self, error: TrazoError | None) -> None:
        """Note that it is over, once."""
        with self._lock:
            if not self.over:
                self.error = error
                self._stage = JobStage.DONE if error is None else JobStage.FAILED


class Studies:
    """The studies of all visitors of this web process; safe to share between threads.

    A network's study is made once, whoever asks. No method waits for the engine.

    Args:
        connect: Returns the live connection; called by `commands` alone.
        commands: Runs one thing after another.
    """

    def __init__(self, connect: Callable[[], Connection], commands: Executor) -> None:
        self._connect = connect
        self._commands = commands
        self._jobs: dict[Path, Job] = {}
        self._futures: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()

    def ask(self, wanted: Wanted) -> Job:
        """Have a study made; where it is being made already, return that one."""
        with self._lock:
            # What failed is told until it is tried again, or its run is forgotten.
            self._jobs = {
                path: job
                for path, job in self._jobs.items()
                if not job.over or path.parent.is_dir()
            }
            job = self._jobs.get(wanted.path)
            if job is not None and not job.over:
                return job
            job = self._jobs[wanted.path] = Job(wanted)
        self._commands.submit(self._submit, job)
        return job

    def of(self, wanted: Wanted) -> Job | None:
        """Return the study that was asked for last; None where it never was."""
        return self._jobs.get(wanted.path)

    def begun(self, job_id: str) -> None:
        """Take in that a worker begins a study; called from Dask's own loop."""
        job = next((job for job in list(self._jobs.values()) if job.id == job_id), None)
        if job is not None and not job.begin():
            # Dask gives the task of a dead worker to the next one.
            self._commands.submit(self._lose, job)

    def lose(self) -> None:
        """Take in that the engine has gone."""
        for job in list(self._jobs.values()):
            if job.id in self._futures:
                self._over(job, EngineUnavailable("lost"))

    def _submit(self, job: Job) -> None:
        try:
            keras_file = job.wanted.keras_file()
            connection = self._connect()
            future = connection.submit(
                *(f"study-{job.id}", tasks.study),
                *(keras_file, job.wanted.source, job.id, connection.topic),
                priority=PRIORITY,
            )
        except TrazoError as error:
            job.end(error)
        except Exception as error:  # noqa: BLE001  a page must never wait for ever
            job.end(EngineUnavailable(f"{type(error).__name__}: {error}"))
        else:
            self._futures[job.id] = future
            future.add_done_callback(lambda done: self._collect(job, done))

    def _collect(self, job: Job, future: Future[Any]) -> None:
        """Fetch and keep a study; Dask calls this on a thread of its own."""
        try:
            job.keep(future.result(timeout=FETCH_SECONDS))
        except Exception as raised:  # noqa: BLE001  whatever Dask or Keras raised
            self._over(job, failures.named(raised))
        else:
            self._over(job, None)

    def _lose(self, job: Job) -> None:
        future = self._futures.get(job.id)
        self._over(job, WorkerLost(job.id))
        if future is not None:
            future.cancel()

    def _over(self, job: Job, error: TrazoError | None) -> None:
        job.end(error)
        future = self._futures.pop(job.id, None)
        if future is not None:
            # A worker that keeps somebody's result is never let go.
            future.release()
