"""The queue of runs: submit them to a worker, follow, retry and finish them."""

from __future__ import annotations

import contextlib
import threading
import uuid
from typing import TYPE_CHECKING, Any

from core.engine import dask_connection, failures, queue_limits, worker_tasks
from core.engine.dask_connection import CONNECT_SECONDS
from core.engine.queue_limits import QueueLimits
from core.errors import AttemptSuperseded, EngineUnavailable, TrazoError, WorkerLost
from core.runs.progress import Ending, Report, Stage, TurnOver

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from distributed import Future

    from core.engine.connection_manager import ConnectionManager
    from core.engine.remote_runs import RemoteRuns
    from core.engine.run import Run
    from core.engine.run_listener import RunListener
    from core.engine.run_repository import RunRepository
    from core.runs.slow_motion import Command


class RunQueue:
    """The runs of this web process that are not over; safe to share between threads.

    Args:
        link: To the engine.
        repository: Has what the store knows of each run.
        remote_runs: Follows the runs that another process has started.
        listeners: Hear what happens to each run, one after the other. The repository
            comes first: it has a run before any worker hears of it.
        commands: Runs one thing after another; all that waits for the engine.
        signals: Sends word to runs.
        limits: How many runs may wait or go on at once.
    """

    def __init__(
        self,
        link: ConnectionManager,
        repository: RunRepository,
        remote_runs: RemoteRuns,
        listeners: Sequence[RunListener],
        commands: Executor,
        signals: Executor,
        limits: QueueLimits | None = None,
    ) -> None:
        self._limits = limits or QueueLimits()
        self._link = link
        self._repository = repository
        self._remote_runs = remote_runs
        self._listeners = tuple(listeners)
        self._commands = commands
        self._signals = signals
        self._runs: dict[str, Run] = {}
        self._futures: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()
        self._closed = False

    def runs(self) -> list[Run]:
        """Return the runs in the order of asking; some may just be over."""
        with self._lock:
            return list(self._runs.values())

    def runs_ahead(self, run: Run) -> tuple[Run, ...]:
        """Return the runs that must end before this one begins."""
        return queue_limits.ahead(run, self.runs())

    def enqueue(self, run: Run, others: int) -> None:
        """Give a run its place in the line.

        Args:
            run: It waits.
            others: How many runs wait or go on in other web processes.

        Raises:
            AlreadyTraining: Another run of this visitor is not over.
            QueueFull: As many runs wait as can.
            AddressFull: As many of the run's address do.
        """
        with self._lock:
            self._limits.ensure_room(run, self._runs.values(), others)
            self._runs[run.id] = run

    def withdraw(self, run: Run) -> None:
        """Give up the place of a run that was not submitted."""
        with self._lock:
            self._runs.pop(run.id, None)

    def submit(self, run: Run) -> None:
        """Have a run done that has its place."""
        # Before the engine is there: a visitor who sees a run wait finds it again.
        for listener in self._listeners:
            listener.on_queued(run)
        self._commands.submit(self._submit, run)

    def take_over(self, run: Run) -> None:
        """Have a run go on that nobody looks after any more."""
        # The worker that begins it again says what was kept.
        run.interrupted = run.state.stage is not Stage.WAITING
        with self._lock:
            self._runs[run.id] = run
        self.submit(run)

    def request_stop(self, run: Run, ending: Ending) -> None:
        """End a run, without waiting for any process to hear of it."""
        run.request_stop(ending)
        self._signals.submit(self.stop, run, ending)

    def stop(self, run: Run, ending: Ending) -> None:
        """End a run at its next batch; one that no worker has started, at once."""
        future = self._futures.get(run.id)
        if run in self._remote_runs:
            # Of a process whose engine is its own, it cannot be reached from here.
            if dask_connection.scheduler() is not None:
                self._commands.submit(self._stop_remote, run, ending)
            return
        if future is None:
            return
        if run.state.stage is Stage.WAITING and not run.turns.count:
            # In this order: a cancelled future looks like an engine that was lost.
            self._cancel(run, ending)
            future.cancel()
        elif run.state.stage is Stage.WAITING:
            # It has a network to leave: its next task ends at its first batch.
            self._submit_again(run, future)
        # Sent to a waiting run too: it may have started a moment ago.
        self._link.send(worker_tasks.stop, run.id, ending)

    def set_speed(self, run: Run, command: Command) -> None:
        """Make a run slower, or faster, or have it take one step."""
        if run.id in self._futures:
            self._link.send(worker_tasks.set_speed, run.id, command)

    def on_report(self, report: Report) -> None:
        """Hand a report to its run; called from Dask's own loop."""
        run = self._runs.get(report.run_id)
        if run is None:
            return
        if report.stage is Stage.WAKING and run.state.stage is not Stage.WAITING:
            # Dask gives the task of a dead worker to the next one; a run that was
            # adopted, or whose engine was lost, was interrupted before.
            if not run.interrupted:
                for listener in self._listeners:
                    listener.on_worker_lost(run)
            run.interrupted = True
            if run.state.stopping:
                # The worker that was asked to stop has died, or there was none.
                self._signals.submit(self.stop, run, run.stop_as)
            return
        if run.interrupted and report.again is None:
            # That one does not know what was done, and would begin from nothing.
            self._signals.submit(self._give_up, run)
            return
        for listener in self._listeners:
            listener.on_started(run)
        run.add_report(report)
        for listener in self._listeners:
            listener.on_report(run, report)

    def on_engine_lost(self) -> None:
        """Retry the stored runs after the engine was lost; fail the others."""
        for run in self.runs():
            future = self._futures.get(run.id)
            if future is not None and not self._retry(run, future):
                self._fail(run, EngineUnavailable("lost"))

    def close(self) -> None:
        """Leave the runs as they are, for the next web process."""
        self._closed = True

    def _submit(self, run: Run) -> None:
        if run.state.stopping and not (run.interrupted or run.turns.count):
            self._cancel(run, run.stop_as)
            return
        try:
            connection = self._link.connect()
            # During an outage it begins all the same, and is stored after it.
            self._repository.ensure_stored(run)
            future = connection.submit(
                f"train-{run.id}-{uuid.uuid4().hex[:8]}",
                worker_tasks.run,
                run.build_task(connection.topic, is_stored=bool(run.visitor)),
                priority=queue_limits.priority(run),
            )
        except TrazoError as error:
            self._fail(run, error)
            return
        except Exception as error:  # noqa: BLE001  a run must never wait for ever
            self._fail(run, EngineUnavailable(f"{type(error).__name__}: {error}"))
            return
        self._futures[run.id] = future
        future.add_done_callback(lambda done: self._on_done(run, done))
        if run.state.stopping and not run.turns.count:
            # Asked for while there was no engine, and nothing to stop.
            self.stop(run, run.stop_as)

    def _on_done(self, run: Run, future: Future[Any]) -> None:
        """Fetch what a run leaves; Dask calls this on a thread of its own."""
        begun_again = self._futures.get(run.id) is not future
        # A client that is closing ends every future, and can be asked nothing.
        if begun_again or self._closed:
            return
        try:
            trained = future.result(timeout=CONNECT_SECONDS)
            if isinstance(trained, TurnOver):
                self._queue_again(run, future, trained.queued_at)
                return
            if run.interrupted:
                # It had finished before it was retried, and reported its end to nobody.
                self._repository.refresh_history(run)
            run.finish(trained)
        except Exception as raised:  # noqa: BLE001  any error of Dask or Keras
            error = failures.translated(raised)
            if isinstance(error, AttemptSuperseded):
                self._hand_over(run)
                return
            lost = isinstance(error, EngineUnavailable)
            if not (lost and self._retry(run, future)):
                self._fail(run, error)
        else:
            for listener in self._listeners:
                listener.on_finished(run, trained)
            self._remove(run)

    def _retry(self, run: Run, future: Future[Any]) -> bool:
        """Have a kept run go on after the engine was lost; return whether it does."""
        if self._closed or not run.visitor:
            return False
        with self._lock:
            if self._futures.get(run.id) is not future:
                return True
            del self._futures[run.id]
        # One that waits was not on the worker that died.
        run.interrupted |= run.state.stage is not Stage.WAITING
        self.submit(run)
        return True

    def _queue_again(self, run: Run, future: Future[Any], queued_at: float) -> None:
        """Have a run wait for another turn, at the end of the line."""
        run.end_turn(queued_at)
        for listener in self._listeners:
            listener.on_turn_over(run)
        self._submit_again(run, future)

    def _submit_again(self, run: Run, previous: Future[Any]) -> None:
        """Have a run done by another task."""
        with self._lock:
            if self._futures.get(run.id) is not previous:
                return
            self._futures.pop(run.id).release()
        self._commands.submit(self._submit, run)

    def _hand_over(self, run: Run) -> None:
        """Leave a run to the process that has started it meanwhile."""
        self._remove(run)
        for listener in self._listeners:
            listener.on_handed_over(run)

    def _cancel(self, run: Run, ending: Ending) -> None:
        run.cancel(ending)
        self._remove(run)
        for listener in self._listeners:
            listener.on_cancelled(run, ending)

    def _give_up(self, run: Run) -> None:
        future = self._futures.get(run.id)
        self._fail(run, WorkerLost(run.id))
        if future is not None:
            future.cancel()
        self._link.send(worker_tasks.stop, run.id, Ending.STOPPED)

    def _stop_remote(self, run: Run, ending: Ending) -> None:
        with contextlib.suppress(TrazoError):
            self._link.connect()
            self._link.send(worker_tasks.stop, run.id, ending)

    def _fail(self, run: Run, error: TrazoError) -> None:
        run.fail(error)
        # A run that ends with its process goes on in the next one.
        if not self._closed:
            for listener in self._listeners:
                listener.on_failed(run, error)
        self._remove(run)

    def _remove(self, run: Run) -> None:
        with self._lock:
            self._runs.pop(run.id, None)
        future = self._futures.pop(run.id, None)
        if future is not None:
            future.release()
