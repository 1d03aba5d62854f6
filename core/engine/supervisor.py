"""Looks after runs every few seconds, and after what is left of old ones every hour."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core import paths, uploads
from core.engine import worker_tasks
from core.runs.progress import Ending
from core.server import memory

if TYPE_CHECKING:
    import concurrent.futures
    import threading
    from collections.abc import Callable, Iterable

    from core.engine.connection_manager import ConnectionManager
    from core.engine.fair_share import FairShare
    from core.engine.job_line import JobLine
    from core.engine.remote_runs import RemoteRuns
    from core.engine.run import Run
    from core.engine.run_metrics import RunMetrics
    from core.engine.run_queue import RunQueue
    from core.engine.run_repository import RunRepository

# Also a look at the clock by which idle days are counted.
CLEAN_UP_SECONDS = 3600
# A hundredth of a second of work each time.
GIVE_BACK_SECONDS = 30

log = logging.getLogger(__name__)


@dataclass(kw_only=True, eq=False)
class Supervisor:
    """Keeps watched runs alive, ends the others, and notices a lost engine.

    Attributes:
        link: To the engine.
        queue: The runs of this process.
        jobs: Its short jobs.
        remote_runs: The runs of other processes.
        share: Says how long a run may hold a worker.
        repository: Takes the heartbeats.
        metrics: Counts losses of the engine.
        signals: Runs what may take long.
        held_runs: Returns the ids of the runs whose files are in use.
        clock: Seconds, monotonic.
        unwatched_seconds: A run whose visitor has no page open for so long is ended.
    """

    link: ConnectionManager
    queue: RunQueue
    jobs: JobLine
    remote_runs: RemoteRuns
    share: FairShare
    repository: RunRepository
    metrics: RunMetrics
    signals: concurrent.futures.Executor
    held_runs: Callable[[], Iterable[str]]
    clock: Callable[[], float]
    unwatched_seconds: float
    _renewing: concurrent.futures.Future[None] | None = field(default=None, init=False)
    _cleaned_at: float = field(init=False)
    _gave_back_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Count the hour from now: the engine cleans up when it begins."""
        self._cleaned_at = self._gave_back_at = self.clock()

    def run(self, closed: threading.Event, seconds: float) -> None:
        """Look at the runs every so many seconds, until the engine is closed."""
        while not closed.wait(seconds):
            try:
                self._tend()
            except Exception:
                # Every run of this process would end with this thread, by its lease.
                log.exception("the runs were not looked after this time")

    def clean_up(self) -> None:
        """Remove idle workspaces, and files that dead processes have left.

        When the engine begins, and each hour.
        """
        self.repository.remove_idle()
        paths.remove_old_runs(held=self.held_runs())
        uploads.remove_leftovers()

    def _tend(self) -> None:
        runs = self.queue.runs()
        missing = self.repository.heartbeat(run.id for run in runs if run.visitor)
        self._stop_deleted(run for run in runs if run.id in missing)
        for run in self.remote_runs.poll():
            self.queue.take_over(run)
        self.remote_runs.count_others(run.id for run in runs)
        self.repository.mark_visitors_seen(
            self.remote_runs.watching_visitors(self.unwatched_seconds)
        )
        if self.clock() - self._gave_back_at >= GIVE_BACK_SECONDS:
            self._gave_back_at = self.clock()
            self._submit(memory.give_back)
        if self.clock() - self._cleaned_at >= CLEAN_UP_SECONDS:
            self._cleaned_at = self.clock()
            self._submit(self.clean_up)
        self.jobs.tend()
        connection = self.link.current
        if connection is None:
            return
        if not connection.alive:
            self.metrics.on_engine_lost()
            self.jobs.on_engine_lost()
            self.queue.on_engine_lost()
            return
        self.link.reach.refresh()
        self.share.limit_slow_motion(runs)
        turns = self.share.turns(runs, self._watched(runs))
        self._renew(turns, self.share.giving_way(runs))

    def _stop_deleted(self, missing: Iterable[Run]) -> None:
        """End the runs whose visitors have deleted everything, on another device too.

        One that began during an outage is missing from the store as well, and goes on.
        """
        for run in missing:
            if run.state.stopping:
                continue
            if self.repository.is_workspace_deleted(run.visitor):
                self.queue.request_stop(run, Ending.STOPPED)

    def _watched(self, runs: list[Run]) -> tuple[str, ...]:
        """Return the ids of the runs that are watched, and end the others."""
        watched = []
        for run in runs:
            if run.unwatched_seconds < self.unwatched_seconds:
                watched.append(run.id)
            elif self.repository.seen_within(run.visitor, self.unwatched_seconds):
                # On another web process, perhaps with another device.
                watched.append(run.id)
            elif not run.state.stopping:
                self.queue.request_stop(run, Ending.UNWATCHED)
        return tuple(watched)

    def _renew(
        self, turns: dict[str, float | None], giving_way: frozenset[str]
    ) -> None:
        """Renew the leases of these runs, with the end of each one's turn.

        On a thread of its own: a scheduler that hangs must not keep the heartbeats, by
        which other processes know that this one is there.
        """
        if turns and (self._renewing is None or self._renewing.done()):
            self._renewing = self._submit(
                self.link.send, worker_tasks.renew_leases, turns, giving_way
            )

    def _submit(
        self, work: Callable[..., None], *args: object
    ) -> concurrent.futures.Future[None] | None:
        # The engine may be closed at this moment, and its executors with it.
        with contextlib.suppress(RuntimeError):
            return self.signals.submit(work, *args)
        return None
