"""What an operator wants to know of the runs: how many, and what became of each."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.engine.run import Run
from core.engine.run_listener import RunListener
from core.errors import TrazoError
from core.runs.progress import Ending, Trained
from core.server import logs


@dataclass(frozen=True)
class Counts:
    """The runs of this web process.

    Attributes:
        going_on: Runs that a worker has started.
        waiting: That none has.
        done: Over since the process began, stopped ones among them.
        failed: Over since then, with an error.
    """

    going_on: int
    waiting: int
    done: int
    failed: int


class RunMetrics(RunListener):
    """Counts runs and logs what becomes of them; safe to share between threads.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, float] = {}
        self._going: dict[str, float] = {}
        self._done = self._failed = 0
        self._engine_up = False

    def counts(self) -> Counts:
        """Return how many there are now."""
        with self._lock:
            return Counts(
                len(self._going), len(self._waiting), self._done, self._failed
            )

    def on_queued(self, run: Run) -> None:
        """Count a run as queued: new, or queued again after a crash."""
        with self._lock:
            self._going.pop(run.id, None)
            self._waiting[run.id] = self._clock()
        logs.log_event("run asked for", run=logs.shortened_id(run.id), epochs=run.goal)

    def on_turn_over(self, run: Run) -> None:
        """Count a run as waiting again."""
        with self._lock:
            self._going.pop(run.id, None)
            self._waiting[run.id] = self._clock()
        logs.log_event("run lets others go first", run=logs.shortened_id(run.id))

    def on_started(self, run: Run) -> None:
        """Count a run as started by a worker."""
        with self._lock:
            asked = self._waiting.pop(run.id, None)
            if asked is None:
                return
            now = self._going[run.id] = self._clock()
        logs.log_event(
            "run begun", run=logs.shortened_id(run.id), waited=_since(asked, now)
        )

    def on_finished(self, run: Run, trained: Trained) -> None:
        """Count a run as done; as failed where its files had no room on the disk."""
        self._count(run)

    def on_failed(self, run: Run, error: TrazoError) -> None:
        """Count a run as failed."""
        self._count(run)

    def on_cancelled(self, run: Run, ending: Ending) -> None:
        """Count a run as done that no worker began."""
        self._count(run)

    def _count(self, run: Run) -> None:
        """Count how a run has ended; only the first time counts."""
        state = run.state
        with self._lock:
            since = self._going.pop(run.id, self._waiting.pop(run.id, None))
            if since is None:
                return
            if state.error is None:
                self._done += 1
            else:
                self._failed += 1
        name, seconds = logs.shortened_id(run.id), _since(since, self._clock())
        if state.error is not None:
            error = type(state.error).__name__
            logs.log_event(
                "run failed", logging.WARNING, run=name, seconds=seconds, error=error
            )
            return
        how = None if state.ending is None else state.ending.value
        logs.log_event("run ended", run=name, seconds=seconds, how=how)

    def on_handed_over(self, run: Run) -> None:
        """Stop counting a run that another process now owns."""
        with self._lock:
            self._waiting.pop(run.id, None)
            self._going.pop(run.id, None)
        logs.log_event("run left", run=logs.shortened_id(run.id))

    def on_worker_lost(self, run: Run) -> None:
        """Count a worker that died during a run."""
        logs.log_event("worker lost", logging.WARNING, run=logs.shortened_id(run.id))

    def on_engine_started(self) -> None:
        """Record that the engine can be reached."""
        self._engine_up = True
        logs.log_event("engine started")

    def on_engine_lost(self) -> None:
        """Record once that it no longer can."""
        if self._engine_up:
            self._engine_up = False
            logs.log_event("engine lost", logging.WARNING)


def _since(begin: float, end: float) -> float:
    return round(end - begin, 1)
