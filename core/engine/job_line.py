"""The line of the short jobs: how many may wait, whose turn it is, how long one takes.

A job goes before the runs that wait, and a run that trains makes room for it
(`core.engine.fair_share`): who waits for a page waits for seconds, not for a class. In
return jobs have at most half of the workers, or half of the time of a single one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from core.engine.job_tasks import JobTasks
from core.engine.presence import Presence
from core.errors import (
    EngineUnavailable,
    JobDropped,
    JobsFull,
    JobTooSlow,
    TrazoError,
    WorkerLost,
)
from core.server import logs

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from core.config import Config
    from core.engine.background_jobs import BackgroundJob
    from core.engine.dask_connection import Connection


class JobLine:
    """The jobs of all visitors of this web process; safe to share between threads.

    No method waits for the engine.

    Args:
        connect: Returns the live connection; called by `commands` alone.
        commands: Runs one thing after another.
        signals: Sends word to the engine.
        workers: Returns how many workers there are.
        has_runs: Returns whether a run trains or waits.
        clock: Seconds, monotonic.
        config: How many may wait, for how long unwatched, and how long one may take.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        commands: Executor,
        signals: Executor,
        *,
        workers: Callable[[], int],
        has_runs: Callable[[], bool],
        clock: Callable[[], float],
        config: Config,
    ) -> None:
        self._commands = commands
        self._tasks = JobTasks(connect, signals, config.job_seconds, self._finish)
        self._workers = workers
        self._has_runs = has_runs
        self._clock = clock
        self._config = config
        # Those that are not over, in the order of asking.
        self._jobs: dict[str, BackgroundJob] = {}
        # Those that were handed to the engine, and when a worker started each.
        self._handed: set[str] = set()
        self._started: dict[str, float] = {}
        self._presence = Presence(clock)
        self._rest_until = float("-inf")
        self._lock = threading.RLock()

    def submit(self, job: BackgroundJob) -> None:
        """Give a job its place at the end of the line.

        Raises:
            JobsFull: As many wait as can.
        """
        with self._lock:
            self.ensure_room()
            self._jobs[job.id] = job
            self._presence.add(*job.visitors)
        self._start_next()

    def join(self, job: BackgroundJob, visitor: str) -> None:
        """Have one more visitor wait for a job."""
        with self._lock:
            job.visitors.add(visitor)
            self._presence.add(visitor)

    def ensure_room(self) -> None:
        """Make sure that one more job may wait.

        Raises:
            JobsFull: As many wait as can.
        """
        if len(self._jobs) >= self._config.queue_limit:
            raise JobsFull(len(self._jobs))

    def leave(self, job: BackgroundJob, visitor: str) -> None:
        """Have a visitor wait for a job no longer; drop it if nobody else does.

        One that a worker has started goes on: it is over soon, and may serve others.
        """
        with self._lock:
            job.visitors.discard(visitor)
            is_left = not job.visitors and job.id not in self._started
        if is_left:
            self._end(job, JobDropped())

    def count(self) -> int:
        """Return how many jobs need a worker now."""
        return len(self._handed)

    def count_waiting(self) -> int:
        """Return how many of them no worker has started."""
        with self._lock:
            return len(self._handed - self._started.keys())

    def count_ahead(self, job: BackgroundJob) -> int:
        """Return how many jobs go before one that waits."""
        with self._lock:
            order = list(self._jobs)
        return order.index(job.id) if job.id in order else 0

    def has_any(self, visitor: str) -> bool:
        """Say whether a visitor waits for a job."""
        return any(visitor in job.visitors for job in self._all())

    def mark_watched(self, visitor: str) -> None:
        """Record that a visitor has a page open."""
        self._presence.mark_seen(visitor)

    def tend(self) -> None:
        """End what takes too long or nobody waits for, and start what can start."""
        now, most = self._clock(), self._config.job_seconds
        with self._lock:
            waiting = [
                (job, tuple(job.visitors))
                for job in self._jobs.values()
                if job.id not in self._started
            ]
            late = [
                self._jobs[job_id]
                for job_id, started in self._started.items()
                if now - started > most
            ]
        for job, visitors in waiting:
            if self._presence.are_gone(visitors, self._config.unwatched_seconds):
                self._end(job, JobDropped())
        for job in late:
            # The worker that is at it ends by itself: see `worker_tasks.run_job`.
            self._end(job, JobTooSlow(most))
        self._start_next()

    def on_started(self, job_id: str, worker: str = "") -> None:
        """Take in that a worker begins a job; called from Dask's own loop.

        Args:
            job_id: Id of the job.
            worker: Address of the worker.
        """
        job = self._jobs.get(job_id)
        if job is None:
            return
        if job.mark_started():
            with self._lock:
                # It may have been given up at this very moment.
                if job_id in self._jobs:
                    self._started[job_id] = self._clock()
            if job.is_served:
                threading.Thread(
                    target=self._serve,
                    args=(job, worker),
                    daemon=True,
                    name="job-files",
                ).start()
        else:
            # Dask gives the task of a dead worker to the next one.
            self._commands.submit(self._end, job, WorkerLost(job.id))

    def on_engine_lost(self) -> None:
        """Take in that the engine has gone."""
        lost = [job for job in self._all() if job in self._tasks]
        for job in lost:
            self._end(job, EngineUnavailable("lost"))

    def _serve(self, job: BackgroundJob, worker: str) -> None:
        try:
            self._tasks.serve(job, worker)
        except TrazoError as error:
            self._end(job, error)
        except Exception as error:  # noqa: BLE001  Dask raises many
            self._end(job, EngineUnavailable(f"{type(error).__name__}: {error}"))

    def _all(self) -> list[BackgroundJob]:
        with self._lock:
            return list(self._jobs.values())

    def _start_next(self) -> None:
        """Hand jobs to the engine, as many as may be there."""
        while (job := self._take_next()) is not None:
            try:
                self._commands.submit(self._tasks.submit, job)
            except RuntimeError:
                # The web process ends, and its executors with it.
                self._finish(job, EngineUnavailable("closed"))

    def _take_next(self) -> BackgroundJob | None:
        # Asked outside of the lock: both have locks of their own.
        workers, has_runs = self._workers(), self._has_runs()
        with self._lock:
            if len(self._handed) >= max(workers // 2, 1):
                return None
            if has_runs and workers < 2 and self._clock() < self._rest_until:
                return None
            alone = {
                type(job)
                for job in self._jobs.values()
                if job.one_at_a_time and job.id in self._handed
            }
            for job in self._jobs.values():
                if job.id not in self._handed and type(job) not in alone:
                    self._handed.add(job.id)
                    return job
        return None

    def _end(self, job: BackgroundJob, error: TrazoError) -> None:
        """End a job that no worker has answered."""
        if job.give_up(error):
            self._forget(job, error)
            self._start_next()

    def _finish(self, job: BackgroundJob, error: TrazoError | None) -> None:
        if job.mark_finished(error):
            self._forget(job, error)
            self._start_next()

    def _forget(self, job: BackgroundJob, error: TrazoError | None) -> None:
        """Let go of a job that is over, and of its task."""
        if error is None:
            logs.log_event(f"{job.name} done")
        else:
            logs.log_event(f"{job.name} failed", error=type(error).__name__)
        with self._lock:
            self._jobs.pop(job.id, None)
            self._handed.discard(job.id)
            started = self._started.pop(job.id, None)
            if started is not None:
                # As long as it took, a single worker is left to the runs.
                self._rest_until = 2 * self._clock() - started
            self._presence.keep_only(
                {visitor for other in self._jobs.values() for visitor in other.visitors}
            )
        self._tasks.forget(job)
