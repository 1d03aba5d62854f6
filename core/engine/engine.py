"""The web process's way to the engine: start runs, stop them, keep them alive."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from core.config import Config
from core.engine import worker_events
from core.engine.background_jobs import BackgroundJobs
from core.engine.connection_manager import ConnectionManager
from core.engine.device_access import DeviceAccess
from core.engine.embedding_jobs import EmbeddingJobs
from core.engine.engine_process import EngineProcess
from core.engine.fair_share import FairShare
from core.engine.held_runs import HeldRuns
from core.engine.import_jobs import ImportJobs
from core.engine.remote_runs import RemoteRuns
from core.engine.run import Run
from core.engine.run_metrics import RunMetrics
from core.engine.run_queue import RunQueue
from core.engine.run_repository import CLOSE_SECONDS, RunRepository
from core.engine.run_spec import RunSpec
from core.engine.supervisor import Supervisor
from core.errors import AlreadyTraining, WorkspaceDeleted
from core.runs.progress import Ending
from core.runs.records import GOING
from core.runs.slow_motion import Command
from core.settings.run import RunSettings
from core.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.datasets import loader
    from core.runs.fine_tuning import FineTuning
    from core.runs.records import SavedRun
    from core.runs.snapshots import TrackedDigit

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
        config: Limits and times.

    Attributes:
        embedding_jobs: What networks make of MNIST, made between the runs.
        import_jobs: Work that visitors bring back, opened between the runs.
        repository: What the store has of runs.
        device_access: Lets another device open a workspace.
        metrics: How many runs there are and were, for an operator.
        turn_seconds: How long a run trains while others wait.
    """

    def __init__(
        self,
        open_store: Callable[[], Store] = Store.open_for_pages,
        *,
        start_process: Callable[[], EngineProcess] = EngineProcess,
        clock: Callable[[], float] = time.monotonic,
        tend_seconds: float = TEND_SECONDS,
        config: Config | None = None,
    ) -> None:
        config = config or Config()
        self.turn_seconds = config.turn_seconds
        self._clock = clock
        self.repository = RunRepository(open_store, clock, config)
        self.metrics = RunMetrics(clock)
        self._held = HeldRuns()
        self._remote_runs = RemoteRuns(self.repository)
        self._commands = ThreadPoolExecutor(1, "engine-commands")
        self._signals = ThreadPoolExecutor(2, "engine-signals")
        self._link = ConnectionManager(
            self._commands, self.metrics, self._dispatch, start_process
        )
        self._queue = RunQueue(
            self._link,
            self.repository,
            self._remote_runs,
            (self.repository, self.metrics, self._remote_runs),
            self._commands,
            self._signals,
            config.queue_limit,
        )
        self._jobs = BackgroundJobs(self._link.connect, self._commands)
        self.embedding_jobs = EmbeddingJobs(self._jobs)
        self.import_jobs = ImportJobs(self._jobs, self.repository)
        self.device_access = DeviceAccess(self.repository.store)
        share = FairShare(
            self._link, self._queue, self._jobs, self._remote_runs, config.turn_seconds
        )
        supervisor = Supervisor(
            link=self._link,
            queue=self._queue,
            jobs=self._jobs,
            remote_runs=self._remote_runs,
            share=share,
            repository=self.repository,
            metrics=self.metrics,
            signals=self._signals,
            held_runs=self._held.ids,
            clock=clock,
            unwatched_seconds=config.unwatched_seconds,
        )
        self._commands.submit(supervisor.clean_up)
        self._closed = threading.Event()
        threading.Thread(
            target=supervisor.run,
            args=(self._closed, tend_seconds),
            daemon=True,
            name="engine",
        ).start()

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
            QueueFull: As many runs wait as can.
            WorkspaceFull: This visitor keeps as much as there is room for.
        """
        spec = RunSpec.training(settings, source, visitor, pins)
        return self._submit(Run(spec, self._clock, command=command))

    def resume(self, before: Run, more_epochs: int, visitor: str = "") -> Run:
        """Ask for a run that goes on where another one stood.

        Args:
            before: It has a network.
            more_epochs: How far; an epoch that was broken off counts as one.
            visitor: Whose it is.
        """
        goal = len(before.curves().epochs) + more_epochs
        spec = before.spec.continuation(goal, visitor)
        return self._submit(Run(spec, self._clock, before=before))

    def fine_tune(
        self, task: FineTuning, source: loader.Source, visitor: str, base: Run | None
    ) -> Run:
        """Ask for a run that teaches a network somebody's hand.

        Args:
            task: The own drawings, and the network's file.
            source: Where MNIST's images come from.
            visitor: Whose it is.
            base: The run that left the network; None where it is the shipped one.
        """
        settings = RunSettings() if base is None else base.settings
        continues = None if base is None else base.id
        spec = RunSpec.for_fine_tuning(task, settings, source, visitor, continues)
        return self._submit(Run(spec, self._clock, before=base))

    def _submit(self, run: Run) -> Run:
        self.repository.ensure_room(run.visitor)
        self._queue.enqueue(run, len(self._remote_runs.others))
        # Before it is kept: else a page could find it in the store, and make another.
        self._held.add(run)
        own = self._held.of_visitor(run.visitor).values()
        over = [held.id for held in own if held.state.is_over]
        try:
            # Another web process may have one of the same visitor.
            self.repository.add_alone(run, over)
        except (AlreadyTraining, WorkspaceDeleted):
            self._queue.withdraw(run)
            self._held.discard(run)
            raise
        self._queue.submit(run)
        return run

    def stop(self, run: Run, ending: Ending = Ending.STOPPED) -> None:
        """End a run at its next batch, keeping the network as it stands."""
        self._queue.request_stop(run, ending)

    def set_speed(self, run: Run, command: Command) -> None:
        """Make a run slower, or faster, or have it take one step."""
        run.set_speed(command)
        self._signals.submit(self._queue.set_speed, run, run.command)

    def save(
        self, visitor: str, work: Callable[[Store], object], kind: str = ""
    ) -> bool:
        """Have the store keep something, without waiting for it.

        During an outage it is tried again until the store has it.

        Args:
            visitor: Whose it is.
            work: Keeps it; makes no difference if it was done before.
            kind: A later change of the same kind takes the place of this one.

        Returns:
            Whether it is taken; if not, too much waits already.
        """
        return self.repository.save(visitor, work, kind) is not None

    def rename(self, run: Run) -> None:
        """Keep what a run is called."""
        self.repository.rename(run)

    def forget(self, run: Run) -> None:
        """Delete a run that is over, and all that is kept of it."""
        self._held.discard(run)
        self.repository.forget(run)

    def runs_of(self, visitor: str) -> tuple[Run, ...]:
        """Return a visitor's runs, from the first: those held, and those kept.

        A run that went on in a process that is no more goes on from here.
        """
        own = self._held.of_visitor(visitor)
        for saved in self.repository.list_runs(visitor):
            if saved.id not in own:
                own[saved.id] = self._taken_up(saved)
        return tuple(sorted(own.values(), key=lambda run: run.made_at))

    def _taken_up(self, saved: SavedRun) -> Run:
        run = self.repository.build_run(saved)
        self._held.add(run)
        if saved.stage == GOING:
            self._remote_runs.add(run)
        return run

    def runs_ahead(self, run: Run) -> tuple[Run, ...]:
        """Return the runs that must end before this one begins."""
        return self._queue.runs_ahead(run)

    def others_ahead(self, run: Run) -> int:
        """Return how many runs of other web processes were asked for before it."""
        return sum(place < run.place for place in self._remote_runs.others)

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
        self._link.close()
        self.repository.writes.close(CLOSE_SECONDS)

    def _dispatch(self, event: tuple[float, object]) -> None:
        """Hand a worker's message to whom it concerns; Dask calls this for each."""
        worker_events.dispatch(event[1], self._queue, self._jobs)
