"""The web process's way to the engine: start runs, stop them, keep them alive."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from core import paths
from core.config import Config
from core.engine import dask_connection, worker_tasks
from core.engine.background_jobs import BackgroundJobs
from core.engine.connection_manager import ConnectionManager
from core.engine.embedding_jobs import EmbeddingJobs
from core.engine.engine_process import EngineProcess
from core.engine.import_jobs import ImportJobs
from core.engine.remote_runs import RemoteRuns
from core.engine.run import Run
from core.engine.run_metrics import RunMetrics
from core.engine.run_queue import RunQueue
from core.engine.run_repository import RunRepository
from core.runs.progress import Ending, Report
from core.runs.records import GOING
from core.runs.slow_motion import Command
from core.settings.run import RunSettings
from core.store.store import Store

if TYPE_CHECKING:
    import concurrent.futures
    from collections.abc import Callable

    from core.datasets import loader
    from core.runs.fine_tuning import FineTuning
    from core.runs.records import SavedRun
    from core.runs.snapshots import TrackedDigit

# One visitor who reads in slow motion must not hold up a class for longer.
SLOW_SECONDS = 60
TEND_SECONDS = 5


class Engine:
    """Runs of all visitors of this web process; safe to share between threads.

    No method waits for the engine: what takes time happens on its own threads, and
    its outcome is seen in `Run.state`.

    Args:
        open_store: Opens the store in which runs outlive this process.
        start_process: Starts the engine's process, where it is ours.
        clock: Seconds, monotonic; by it runs are watched.
        tend_seconds: Between two looks at the runs.
        config: Limits and times; the defaults if not given.

    Attributes:
        embedding_jobs: What networks make of MNIST, made between the runs.
        import_jobs: Work that visitors bring back, opened between the runs.
        repository: What the store has of runs.
        metrics: How many runs there are and were, for an operator.
    """

    def __init__(
        self,
        open_store: Callable[[], Store] = Store.open,
        *,
        start_process: Callable[[], EngineProcess] = EngineProcess,
        clock: Callable[[], float] = time.monotonic,
        tend_seconds: float = TEND_SECONDS,
        config: Config | None = None,
    ) -> None:
        self._config = config or Config()
        self._clock = clock
        self._tend_seconds = tend_seconds
        self.repository = RunRepository(open_store, clock, self._config)
        self.metrics = RunMetrics(clock)
        # Kept by the visits that hold them: what nobody holds is nobody's any more.
        self._held: WeakSet[Run] = WeakSet()
        self._remote_runs = RemoteRuns(self.repository)
        # When the runs of other web processes were asked for that share our scheduler.
        self._others: tuple[float, ...] = ()
        self._lock = threading.Lock()
        self._commands = ThreadPoolExecutor(1, "engine-commands")
        self._signals = ThreadPoolExecutor(2, "engine-signals")
        self._keeping = ThreadPoolExecutor(1, "engine-keeping")
        self._link = ConnectionManager(
            self._commands, self.metrics, self._take, start_process
        )
        self._queue = RunQueue(
            self._link,
            self.repository,
            self._remote_runs,
            self.metrics,
            self._commands,
            self._signals,
            self._config.queue_limit,
        )
        self._jobs = BackgroundJobs(self._link.connect, self._commands)
        self.embedding_jobs = EmbeddingJobs(self._jobs)
        self.import_jobs = ImportJobs(self._jobs, self.repository)
        self._closed = threading.Event()
        self._commands.submit(self.repository.remove_idle)
        self._tending = threading.Thread(target=self._tend, daemon=True, name="engine")
        self._tending.start()
        paths.remove_old_runs()

    def wake(self) -> None:
        """Have TensorFlow loaded before the first run is asked for."""
        # A worker with something to do is awake.
        if not self._queue.runs():
            self._link.wake()

    def start(
        self,
        settings: RunSettings,
        source: loader.Source,
        visitor: str = "",
        *,
        pins: tuple[TrackedDigit, ...] = (),
        command: Command = Command.FULL_SPEED,
    ) -> Run:
        """Ask for a run; it begins when those before it are over.

        Args:
            settings: What the visitor chose.
            source: The data to learn from.
            visitor: Whose it is, to find it by after a reload.
            pins: Digits whose answers are followed.
            command: How fast it begins.

        Raises:
            AlreadyTraining: Another run of this visitor is not over.
            LineFull: As many runs wait as can.
            WorkspaceFull: This visitor keeps as much as there is room for.
        """
        run = Run(settings, source, visitor, self._clock, pins=pins, command=command)
        return self._begin(run)

    def resume(self, before: Run, more_epochs: int, visitor: str = "") -> Run:
        """Ask for a run that goes on where another one stood.

        Args:
            before: It has a network.
            more_epochs: How far; an epoch that was broken off counts as one.
            visitor: Whose it is.
        """
        return self._begin(
            Run(
                before.settings,
                before.source,
                visitor,
                self._clock,
                before=before,
                more_epochs=more_epochs,
            )
        )

    def fine_tune(
        self, lesson: FineTuning, source: loader.Source, visitor: str, base: Run | None
    ) -> Run:
        """Ask for a run that teaches a network somebody's hand.

        Args:
            lesson: The hand, and the network's file.
            source: Where MNIST's images come from.
            visitor: Whose it is.
            base: The run that left the network; None where it is the shipped one.
        """
        settings = RunSettings() if base is None else base.settings
        run = Run(settings, source, visitor, self._clock, before=base, lesson=lesson)
        return self._begin(run)

    def _begin(self, run: Run) -> Run:
        self.repository.ensure_room(run.visitor)
        self._queue.enqueue(run, len(self._others))
        # Before it is kept: else a page could find it in the store, and make another.
        with self._lock:
            self._held.add(run)
        self._queue.submit(run)
        return run

    def stop(self, run: Run, ending: Ending = Ending.STOPPED) -> None:
        """End a run at its next batch, keeping the network as it stands."""
        run.request_stop(ending)
        self._signals.submit(self._queue.stop, run, ending)

    def set_speed(self, run: Run, command: Command) -> None:
        """Make a run slower, or faster, or have it take one step."""
        run.set_speed(command)
        self._signals.submit(self._queue.set_speed, run, command)

    def keep(self, work: Callable[[Store], None]) -> None:
        """Have the store keep something, without waiting for it."""
        self._keeping.submit(self.repository.execute, work)

    def rename(self, run: Run) -> None:
        """Keep what a run is called."""
        self._keeping.submit(self.repository.rename, run)

    def forget(self, run: Run) -> None:
        """Delete a run that is over, and all that is kept of it."""
        with self._lock:
            self._held.discard(run)
        self._keeping.submit(self.repository.remove, run.visitor, run.id)

    def runs_of(self, visitor: str) -> tuple[Run, ...]:
        """Return a visitor's runs, from the first: those held, and those kept.

        A run that went on in a process that is no more goes on from here.
        """
        with self._lock:
            own = {run.id: run for run in self._held if run.visitor == visitor}
        for saved in self.repository.list_runs(visitor):
            if saved.id not in own:
                own[saved.id] = self._taken_up(saved)
        return tuple(sorted(own.values(), key=lambda run: run.made_at))

    def _taken_up(self, saved: SavedRun) -> Run:
        run = self.repository.build_run(saved)
        with self._lock:
            self._held.add(run)
        if saved.stage == GOING:
            self._remote_runs.add(run)
        return run

    def runs_ahead(self, run: Run) -> tuple[Run, ...]:
        """Return the runs that must end before this one begins."""
        return self._queue.runs_ahead(run)

    def others_ahead(self, run: Run) -> int:
        """Return how many runs of other web processes were asked for before it."""
        return sum(made_at < run.made_at for made_at in self._others)

    def runs_going_on(self) -> int:
        """Return how many runs are not over: they go before a study."""
        return sum(not run.state.is_over for run in self._queue.runs())

    def workers(self, timeout: float) -> int:
        """Return how many workers there are, after asking the scheduler itself.

        Args:
            timeout: Seconds to wait for the engine, and again for its answer.

        Raises:
            EngineUnavailable: It cannot be reached.
        """
        return self._link.reach.count_workers(timeout)

    @property
    def workers_seen(self) -> int:
        """How many workers there were when the scheduler last said so."""
        return self._link.reach.seen

    def close(self) -> None:
        """End the engine; kept runs go on where the next one finds them."""
        self._closed.set()
        self._queue.close()
        # What ends with the engine is handed to threads that Python may have ended
        # already, and Dask's loop would print a traceback for each.
        logging.getLogger("tornado.application").disabled = True
        self._commands.shutdown(cancel_futures=True)
        self._signals.shutdown(cancel_futures=True)
        self._keeping.shutdown()
        self._link.close()

    def _take(self, event: tuple[float, dict[str, Any]]) -> None:
        """Hand a worker's message to whom it concerns; Dask calls this for each."""
        message = event[1]
        if "job" in message:
            self._jobs.on_started(message["job"])
        else:
            self._queue.on_report(Report.from_message(message["report"]))

    def _hurry(self, runs: list[Run]) -> None:
        """End the slow motion of a run that holds up others for too long."""
        for run in runs:
            if (
                run.slow
                and len(runs) > 1
                and run.seconds_since_speed_was_set > SLOW_SECONDS
            ):
                run.force_full_speed()
                self._queue.set_speed(run, Command.FULL_SPEED)

    def _tend(self) -> None:
        """Keep watched runs alive, end the others, and notice a lost engine."""
        renewing: concurrent.futures.Future[None] | None = None
        while not self._closed.wait(self._tend_seconds):
            runs = self._queue.runs()
            unwatched_seconds = self._config.unwatched_seconds
            self.repository.heartbeat(run.id for run in runs if run.visitor)
            for run in self._remote_runs.poll():
                self._queue.take_over(run)
            if dask_connection.scheduler() is not None:
                ours = {run.id for run in runs}
                going = self.repository.list_active().items()
                self._others = tuple(at for run_id, at in going if run_id not in ours)
            self.repository.mark_visitors_seen(
                self._remote_runs.watching_visitors(unwatched_seconds)
            )
            connection = self._link.current
            if connection is None:
                continue
            if not connection.alive:
                self.metrics.on_engine_lost()
                self._jobs.on_engine_lost()
                self._queue.on_engine_lost()
                continue
            self._link.reach.refresh()
            self._hurry(runs)
            watched = []
            for run in runs:
                if run.unwatched_seconds < unwatched_seconds:
                    watched.append(run.id)
                elif self.repository.seen_within(run.visitor, unwatched_seconds):
                    # On another web process, perhaps with another device.
                    watched.append(run.id)
                elif not run.state.stopping:
                    self.stop(run, Ending.UNWATCHED)
            # On a thread of its own: a scheduler that hangs must not keep the signs of
            # life, by which other processes know that this one is there.
            if watched and (renewing is None or renewing.done()):
                # It may be closed at this moment.
                with contextlib.suppress(RuntimeError):
                    renewing = self._signals.submit(
                        self._link.send, worker_tasks.renew, tuple(watched)
                    )
