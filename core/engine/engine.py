"""The web process's way to the engine: its parts, put together, start to end."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from core.config import Config
from core.engine import worker_events
from core.engine.class_runs import ClassRuns
from core.engine.connection_manager import ConnectionManager
from core.engine.device_access import DeviceAccess
from core.engine.embedding_jobs import EmbeddingJobs
from core.engine.engine_process import EngineProcess
from core.engine.fair_share import FairShare
from core.engine.held_runs import HeldRuns
from core.engine.host_speed import HostSpeed
from core.engine.import_jobs import ImportJobs
from core.engine.job_line import JobLine
from core.engine.queue_limits import QueueLimits
from core.engine.remote_runs import RemoteRuns
from core.engine.rooms import Rooms
from core.engine.run_metrics import RunMetrics
from core.engine.run_queue import RunQueue
from core.engine.run_repository import CLOSE_SECONDS, RunRepository
from core.engine.supervisor import Supervisor
from core.engine.visitor_runs import VisitorRuns
from core.runs.progress import Ending

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.run import Run
    from core.runs.slow_motion import Command
    from core.store.store import Store

TEND_SECONDS = 5
# Nothing is late by then: the run that a page begins is given to the store at once.
BEGIN_SECONDS = 30


class Engine(VisitorRuns):
    """Runs of all visitors of this web process; safe to share between threads.

    No method waits for the engine: what takes time happens on its own threads, and
    its outcome is seen in `Run.state`.

    Args:
        open_store: Opens the store in which runs outlive this process.
        start_process: Starts the engine's process, where it is ours.
        clock: Seconds, monotonic; by it runs are watched.
        tend_seconds: Between two looks at the runs.
        config: Limits and times.
        is_deferred: Whether the first look at the store and at runs waits for `begin`,
            or for BEGIN_SECONDS if nobody calls it.

    Attributes:
        job_line: Short work that is done between the turns of runs.
        embedding_jobs: What networks make of MNIST, made between the runs.
        import_jobs: Work that visitors bring back, opened between the runs.
        repository: What the store has of runs.
        device_access: Lets another device open a workspace.
        rooms: Classes that work at the same time, and those who teach them.
        class_runs: The networks that classes train before everybody's eyes.
        metrics: How many runs there are and were, for an operator.
        host_speed: How long runs take on this host.
        turn_seconds: How long a run trains while others wait.
    """

    def __init__(
        self,
        open_store: Callable[[], Store] | None = None,
        *,
        start_process: Callable[[], EngineProcess] = EngineProcess,
        clock: Callable[[], float] = time.monotonic,
        tend_seconds: float = TEND_SECONDS,
        config: Config | None = None,
        is_deferred: bool = False,
    ) -> None:
        config = config or Config()
        self.turn_seconds = config.turn_seconds
        repository = RunRepository(open_store or _open_store, clock, config)
        self.metrics = RunMetrics(clock)
        self.host_speed = HostSpeed(clock)
        remote_runs = RemoteRuns(repository)
        self._commands = ThreadPoolExecutor(1, "engine-commands")
        self._signals = ThreadPoolExecutor(2, "engine-signals")
        self._link = ConnectionManager(
            self._commands, self.metrics, self._dispatch, start_process
        )
        queue = RunQueue(
            self._link,
            repository,
            remote_runs,
            (repository, self.metrics, remote_runs, self.host_speed),
            self._commands,
            self._signals,
            QueueLimits(config.queue_limit, config.address_limit),
        )
        super().__init__(
            queue, repository, remote_runs, HeldRuns(repository, remote_runs), clock
        )
        self.job_line = JobLine(
            self._link.connect,
            self._commands,
            self._signals,
            workers=lambda: self.workers_seen,
            has_runs=lambda: bool(self.runs_going_on() or remote_runs.others),
            clock=clock,
            config=config,
        )
        self.embedding_jobs = EmbeddingJobs(self.job_line)
        self.import_jobs = ImportJobs(self.job_line, repository)
        self.device_access = DeviceAccess(repository.store)
        self.rooms = Rooms(repository.store, self.save, clock)
        self.class_runs = ClassRuns(
            self, self.rooms, repository, self._held, clock, self.stop
        )
        self._begun, self._closed = threading.Event(), threading.Event()
        if not is_deferred:
            self._begun.set()
        self._supervise(clock, tend_seconds, config)

    def _supervise(
        self, clock: Callable[[], float], tend_seconds: float, config: Config
    ) -> None:
        """Start the thread that looks after runs and jobs."""
        self._share = FairShare(
            self._link,
            self._queue,
            self.job_line,
            self._remote_runs,
            config.turn_seconds,
            self.host_speed.seconds_left,
        )
        supervisor = Supervisor(
            link=self._link,
            queue=self._queue,
            jobs=self.job_line,
            remote_runs=self._remote_runs,
            share=self._share,
            repository=self.repository,
            metrics=self.metrics,
            signals=self._signals,
            held_runs=self._held.ids,
            clock=clock,
            unwatched_seconds=config.unwatched_seconds,
        )
        threading.Thread(
            target=self._look_after,
            args=(supervisor, tend_seconds),
            daemon=True,
            name="engine",
        ).start()

    def _look_after(self, supervisor: Supervisor, tend_seconds: float) -> None:
        self._begun.wait(BEGIN_SECONDS)
        # It may have been closed meanwhile.
        with contextlib.suppress(RuntimeError):
            self._commands.submit(supervisor.clean_up)
        supervisor.run(self._closed, tend_seconds)

    def begin(self) -> None:
        """Have the store and the runs looked at from now on, if not before."""
        self._begun.set()

    def wake(self) -> None:
        """Have TensorFlow loaded before the first run is asked for."""
        # A worker with something to do is awake.
        if not self._queue.runs():
            self._link.wake()

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

    def runs_going_on(self) -> int:
        """Return how many runs are not over."""
        return sum(not run.state.is_over for run in self._queue.runs())

    def workers(self, timeout: float) -> int:
        """Return how many workers there are, after asking the scheduler itself.

        Args:
            timeout: Seconds to wait for the engine, and again for its answer.

        Raises:
            EngineUnavailable: It cannot be reached.
        """
        return self._link.reach.count_workers(timeout)

    def pause_seconds(self, run: Run) -> float:
        """Return about how long a run that trains is going to wait for short ones."""
        return self._share.pause_seconds(run, self._queue.runs())

    @property
    def workers_seen(self) -> int:
        """How many workers there were when the scheduler last said so."""
        return self._link.reach.seen

    def close(self) -> None:
        """End the engine; kept runs go on where the next one finds them."""
        self._closed.set()
        self._begun.set()
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
        worker_events.dispatch(event[1], self._queue, self.job_line)


def _open_store() -> Store:
    """Open the store for pages."""
    from core.store.store import Store  # noqa: PLC0415  SQLAlchemy is slow to import

    return Store.open_for_pages()
