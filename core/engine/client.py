"""The web process's way to the engine: start runs, stop them, keep them alive."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from core import data, home
from core.engine import failures, line, tasks
from core.engine.connection import CONNECT_SECONDS, Connection
from core.engine.kept import KeptRuns, is_silent
from core.engine.run import Run
from core.engine.study import Studies
from core.errors import EngineUnavailable, TrazoError, WorkerLost
from core.progress import Ending, Report, Stage
from core.settings import RunSettings
from core.slow_motion import Command
from core.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Future

    from core.store.saved import SavedRun
    from core.teaching import Lesson
    from core.watching import Pin

# A page shows itself every ten seconds at least, a browser tab in the background
# once a minute. With the lease of the worker this ends an abandoned run within two
# minutes.
UNWATCHED_SECONDS = float(os.environ.get("TRAZO_UNWATCHED_SECONDS", "90"))
# One visitor who reads in slow motion must not hold up a class for longer.
SLOW_SECONDS = 60
TEND_SECONDS = 5
WAKE_AGAIN_SECONDS = 60


class Engine:
    """Runs of all visitors of this web process; safe to share between threads.

    No method waits for the engine: what takes time happens on its own threads, and
    its outcome is seen in `Run.state`.

    Args:
        open_store: Opens the store in which runs outlive this process.

    Attributes:
        studies: What networks make of MNIST, made between the runs.
        kept: What the store has of runs.
    """

    def __init__(self, open_store: Callable[[], Store] = Store.open) -> None:
        self.kept = KeptRuns(open_store)
        self._connection: Connection | None = None
        self._runs: dict[str, Run] = {}
        # Kept by the visits that hold them: what nobody holds is nobody's any more.
        self._held: WeakSet[Run] = WeakSet()
        # Going on, but looked after by another web process, or by none any more.
        self._elsewhere: WeakSet[Run] = WeakSet()
        self._futures: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()
        self._commands = ThreadPoolExecutor(1, "engine-commands")
        self._signals = ThreadPoolExecutor(2, "engine-signals")
        self._keeping = ThreadPoolExecutor(1, "engine-keeping")
        self.studies = Studies(self._connect, self._commands)
        self._woken_at = float("-inf")
        self._waking: Future[None] | None = None
        self._closed = threading.Event()
        self._commands.submit(self.kept.remove_idle)
        self._tending = threading.Thread(target=self._tend, daemon=True, name="engine")
        self._tending.start()
        home.remove_old_runs()

    def wake(self) -> None:
        """Have TensorFlow loaded before the first run is asked for."""
        now = time.monotonic()
        with self._lock:
            # Every rerun of a page asks; a worker with something to do is awake.
            if self._runs or now - self._woken_at < WAKE_AGAIN_SECONDS:
                return
            self._woken_at = now
        self._commands.submit(self._wake)

    def start(
        self,
        settings: RunSettings,
        source: data.Source,
        visitor: str = "",
        *,
        pins: tuple[Pin, ...] = (),
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
        return self._begin(Run(settings, source, visitor, pins=pins, command=command))

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
                before=before,
                more_epochs=more_epochs,
            )
        )

    def teach(
        self, lesson: Lesson, source: data.Source, visitor: str, base: Run | None
    ) -> Run:
        """Ask for a run that teaches a network somebody's hand.

        Args:
            lesson: The hand, and the network's file.
            source: Where MNIST's images come from.
            visitor: Whose it is.
            base: The run that left the network; None where it is the shipped one.
        """
        settings = RunSettings() if base is None else base.settings
        return self._begin(Run(settings, source, visitor, before=base, lesson=lesson))

    def _begin(self, run: Run) -> Run:
        self.kept.room_for(run.visitor)
        with self._lock:
            line.check(run.visitor, self._runs.values())
            self._runs[run.id] = run
            self._held.add(run)
        self._commands.submit(self._submit, run)
        return run

    def stop(self, run: Run, ending: Ending = Ending.STOPPED) -> None:
        """End a run at its next batch, keeping the network as it stands."""
        run.ask_to_stop()
        self._signals.submit(self._end, run, ending)

    def pace(self, run: Run, command: Command) -> None:
        """Make a run slower, or faster, or have it take one step."""
        run.ask_for_pace(command)
        self._signals.submit(self._set_pace, run, command)

    def keep(self, work: Callable[[Store], None]) -> None:
        """Have the store keep something, without waiting for it."""
        self._keeping.submit(self.kept.do, work)

    def rename(self, run: Run) -> None:
        """Keep what a run is called."""
        self._keeping.submit(self.kept.rename, run)

    def forget(self, run: Run) -> None:
        """Delete a run that is over, and all that is kept of it."""
        with self._lock:
            self._held.discard(run)
        self._keeping.submit(self.kept.remove, run.visitor, run.id)

    def runs_of(self, visitor: str) -> tuple[Run, ...]:
        """Return a visitor's runs, from the first: those held, and those kept.

        A run that went on in a process that is no more goes on from here.
        """
        with self._lock:
            own = {run.id: run for run in self._held if run.visitor == visitor}
        for saved in self.kept.of(visitor):
            if saved.id not in own:
                own[saved.id] = self._taken_up(saved)
        return tuple(sorted(own.values(), key=lambda run: run.made_at))

    def _taken_up(self, saved: SavedRun) -> Run:
        run = self.kept.restored(saved)
        with self._lock:
            self._held.add(run)
            if saved.stage == "going":
                self._elsewhere.add(run)
        return run

    def _look_elsewhere(self) -> None:
        """Follow the runs of other web processes; adopt those that nobody tends."""
        with self._lock:
            runs = list(self._elsewhere)
        for run in runs:
            saved = self.kept.again(run.visitor, run.id)
            if saved is None:
                continue
            self.kept.update(run, saved)
            if saved.stage != "going":
                self._elsewhere.discard(run)
            elif is_silent(saved):
                self._elsewhere.discard(run)
                self._adopt(run)

    def _adopt(self, run: Run) -> None:
        """Have a run go on that nobody looks after any more."""
        if run.lesson is not None:
            # Its drawings went with the process that had them.
            self._over(run, WorkerLost(run.id))
            return
        with self._lock:
            self._runs[run.id] = run
        self._commands.submit(self._submit, run)

    def runs_ahead(self, run: Run) -> tuple[Run, ...]:
        """Return the runs that must end before this one begins."""
        with self._lock:
            earlier = itertools.takewhile(
                lambda other: other is not run, self._runs.values()
            )
            return tuple(other for other in earlier if not other.state.over)

    def runs_going_on(self) -> int:
        """Return how many runs are not over: they go before a study."""
        with self._lock:
            return sum(not run.state.over for run in self._runs.values())

    def close(self) -> None:
        """End the engine and every run."""
        self._closed.set()
        # What ends with the engine is handed to threads that Python may have ended
        # already, and Dask's loop would print a traceback for each.
        logging.getLogger("tornado.application").disabled = True
        self._commands.shutdown(cancel_futures=True)
        self._signals.shutdown(cancel_futures=True)
        self._keeping.shutdown()
        if self._connection is not None:
            self._connection.close()

    def _connect(self) -> Connection:
        """Return the live connection, made anew where it was lost; one thread only."""
        if self._connection is not None and self._connection.alive:
            return self._connection
        if self._connection is not None:
            self._connection.close()
        connection = Connection("trazo-reports")
        connection.client.subscribe_topic(connection.topic, self._take)
        self._connection = connection
        return connection

    def _wake(self) -> None:
        with contextlib.suppress(TrazoError):
            client = self._connect().client
            # Held, since Dask drops a task that nobody waits for; then released, since
            # a worker that keeps somebody's result is never let go.
            self._waking = client.submit(tasks.wake, pure=False)
            self._waking.add_done_callback(lambda done: done.release())

    def _submit(self, run: Run) -> None:
        if run.state.stopping:
            self._cancel(run, Ending.STOPPED)
            return
        try:
            connection = self._connect()
            task = _task(run, connection.topic, self.kept)
            future = connection.submit(f"train-{run.id}-{uuid.uuid4().hex[:8]}", *task)
        except TrazoError as error:
            self._over(run, error)
            return
        except Exception as error:  # noqa: BLE001  a run must never wait for ever
            self._over(run, EngineUnavailable(f"{type(error).__name__}: {error}"))
            return
        self._futures[run.id] = future
        future.add_done_callback(lambda done: self._collect(run, done))
        if run.state.stopping:
            # Asked for while the engine was starting, when there was nothing to stop.
            self._end(run, Ending.STOPPED)

    def _take(self, event: tuple[float, dict[str, Any]]) -> None:
        """Hand a report to its run; Dask calls this for each."""
        if "study" in event[1]:
            self.studies.begun(event[1]["study"])
            return
        report = Report.from_message(event[1]["report"])
        run = self._runs.get(report.run_id)
        if run is None:
            return
        if report.stage is Stage.WAKING and run.state.stage is not Stage.WAITING:
            # Dask gives the task of a dead worker to the next one.
            run.interrupted = True
            return
        if run.interrupted and report.again is None:
            # That one does not know what was done, and would begin from nothing.
            self._signals.submit(self._end_lost, run)
            return
        run.take(report)

    def _collect(self, run: Run, future: Future[Any]) -> None:
        """Fetch what a run leaves; Dask calls this on a thread of its own."""
        begun_again = self._futures.get(run.id) is not future
        if begun_again:
            return
        try:
            trained = future.result(timeout=CONNECT_SECONDS)
            run.finish(trained)
        except Exception as raised:  # noqa: BLE001  whatever Dask or Keras raised
            error = failures.named(raised)
            lost = isinstance(error, EngineUnavailable)
            if not (lost and self._begin_again(run, future)):
                self._over(run, error)
        else:
            self.kept.finish(run, trained)
            self._over(run, None)

    def _begin_again(self, run: Run, future: Future[Any]) -> bool:
        """Have a kept run go on after the engine was lost; return whether it does."""
        if self._closed.is_set() or not run.visitor:
            return False
        with self._lock:
            if self._futures.get(run.id) is not future:
                return True
            del self._futures[run.id]
        run.interrupted = True
        self._commands.submit(self._submit, run)
        return True

    def _over(self, run: Run, error: TrazoError | None) -> None:
        if error is not None:
            run.fail(error)
            # A run that ends with its process goes on in the next one.
            if not self._closed.is_set():
                self.kept.fail(run, error)
        with self._lock:
            self._runs.pop(run.id, None)
        future = self._futures.pop(run.id, None)
        if future is not None:
            future.release()

    def _cancel(self, run: Run, ending: Ending) -> None:
        run.cancel(ending)
        self._over(run, None)
        self.kept.remove(run.visitor, run.id)

    def _end_lost(self, run: Run) -> None:
        future = self._futures.get(run.id)
        self._over(run, WorkerLost(run.id))
        if future is not None:
            future.cancel()
        if self._connection is not None:
            self._on_workers(self._connection, tasks.end, run.id, Ending.STOPPED)

    def _end(self, run: Run, ending: Ending) -> None:
        connection, future = self._connection, self._futures.get(run.id)
        if connection is None or future is None:
            return
        if run.state.stage is Stage.WAITING:
            # In this order: a cancelled future looks like an engine that was lost.
            self._cancel(run, ending)
            future.cancel()
        # Sent to a waiting run too: it may have begun a moment ago.
        self._on_workers(connection, tasks.end, run.id, ending)

    def _set_pace(self, run: Run, command: Command) -> None:
        connection = self._connection
        if connection is not None and run.id in self._futures:
            self._on_workers(connection, tasks.pace, run.id, command)

    def _hurry(self, runs: list[Run]) -> None:
        """End the slow motion of a run that holds up others for too long."""
        for run in runs:
            if run.slow and len(runs) > 1 and run.unpaced_seconds > SLOW_SECONDS:
                run.hurry()
                self._set_pace(run, Command.FULL_SPEED)

    def _tend(self) -> None:
        """Keep watched runs alive, end the others, and notice a lost engine."""
        while not self._closed.wait(TEND_SECONDS):
            with self._lock:
                runs = list(self._runs.values())
            self.kept.signs_of_life(run.id for run in runs if run.visitor)
            self._look_elsewhere()
            connection = self._connection
            if connection is None:
                continue
            if not connection.alive:
                self.studies.lose()
                for run in runs:
                    future = self._futures.get(run.id)
                    if future is not None and not self._begin_again(run, future):
                        self._over(run, EngineUnavailable("lost"))
                continue
            self._hurry(runs)
            watched = []
            for run in runs:
                if run.unwatched_seconds < UNWATCHED_SECONDS:
                    watched.append(run.id)
                elif not run.state.stopping:
                    self.stop(run, Ending.UNWATCHED)
            if watched:
                self._on_workers(connection, tasks.renew, tuple(watched))

    @staticmethod
    def _on_workers(connection: Connection, task: Any, *args: object) -> None:
        """Run a short task on every worker at once, beside what it is doing."""
        with contextlib.suppress(Exception):
            connection.client.run(task, *args, on_error="ignore")


def _task(run: Run, topic: str, kept: KeptRuns) -> tuple[Any, ...]:
    """Keep a run; return the function that does it on a worker, and what it is given.

    Raises:
        NetworkGone: The network that it begins with is no longer there.
    """
    if run.lesson is not None:
        keras_file = run.lesson.keras_file()
        kept.add(run)
        return (
            *(tasks.teach, keras_file, run.lesson.hand, run.source, run.id, topic),
            kept.keeps(run),
        )
    resume = run.resume()
    kept.add(run)
    if resume is not None and resume.keras_file is not None:
        kept.begin_with(run, resume.keras_file)
    return (
        *(tasks.train, run.settings, run.source, run.id, topic, resume),
        *(run.pins, run.command, kept.keeps(run), run.batches_per_epoch),
    )
