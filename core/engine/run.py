"""One visitor's training run, as the web process knows it."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Self

from core import paths
from core.engine import checkpoints
from core.engine.run_files import RunFiles
from core.engine.run_spec import RunSpec
from core.engine.run_state import RunState
from core.engine.turns import Turns
from core.errors import TrazoError
from core.runs.class_data import ClassData
from core.runs.fine_tuning import FineTuning
from core.runs.history import Curves, History
from core.runs.progress import Ending, Report, Resume, Stage, Trained
from core.runs.records import Checkpoint, SavedRun
from core.runs.slow_motion import Command
from core.runs.snapshots import Snapshot
from core.runs.tasks import RunTask


class Run:
    """A run: written by the engine's threads, read by its visitor's pages.

    Its files are removed with it, when the visit that holds it is forgotten.

    Attributes:
        spec: What it was asked to do. Its id, settings, source, visitor, made_at, goal,
            continues, fine_tuning, class_data and pins are attributes of the run too.
        name: What its visitor calls it; empty where nobody has named it.
        command: The speed that its visitor asked for last.
        hurried: Whether it goes on at full speed because others wait.
        turns: How it shares the worker with other runs.
        stop_as: Why it is to stop, once that is asked.
        interrupted: Whether its worker has died, and the next has not said how it
            goes on.
    """

    def __init__(
        self,
        spec: RunSpec,
        clock: Callable[[], float] = time.monotonic,
        *,
        before: "Run | None" = None,
        command: Command = Command.FULL_SPEED,
    ) -> None:
        """Make a run that waits.

        Args:
            spec: What it is to do.
            clock: Seconds, monotonic.
            before: The run that it continues, or whose network it teaches; it has a
                network.
            command: The speed at which it begins.
        """
        self.spec = spec
        self.id, self.settings, self.source = spec.id, spec.settings, spec.source
        self.visitor, self.made_at, self.goal = spec.visitor, spec.made_at, spec.goal
        self.continues, self.fine_tuning = spec.continues, spec.fine_tuning
        self.class_data, self.pins, self.name = spec.class_data, spec.pins, ""
        self.command = command
        self.hurried = self.interrupted = False
        self.stop_as = Ending.STOPPED
        self._before = before
        self._files = RunFiles(spec.id)
        self._clock = clock
        self._lock = threading.Lock()
        self._history = History(spec.batches_per_epoch)
        if before is not None and spec.fine_tuning is None:
            self._history = before.history()
        self._batches_before = len(self._history.losses)
        self._state = RunState(Report(self.id, Stage.WAITING))
        self._watched_at = clock()
        self.turns = Turns(clock)

    @classmethod
    def from_record(
        cls,
        saved: SavedRun,
        checkpoint: Checkpoint | None,
        *,
        fine_tuning: FineTuning | None,
        class_data: ClassData | None = None,
        fetch: Callable[[str], bytes | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> Self:
        """Return a run as the store has it.

        Args:
            saved: Its record.
            checkpoint: Its curves; None where it has none yet.
            fine_tuning: What it practises; None where it is a training.
            class_data: Drawings of a class that it learns; None without any.
            fetch: Returns its ``keras`` or ``litert`` file, None where there is none.
            clock: Seconds, monotonic.
        """
        run = cls(RunSpec.from_record(saved, fine_tuning, class_data), clock)
        run.update(saved, checkpoint, fetch)
        return run

    def update(
        self,
        saved: SavedRun,
        checkpoint: Checkpoint | None,
        fetch: Callable[[str], bytes | None],
    ) -> None:
        """Bring a run that another process has up to its record."""
        history = checkpoints.from_checkpoint(checkpoint, self.batches_per_epoch)
        with self._lock:
            self.name = saved.name
            self._history = history
            self._batches_before = 0
            self._state = RunState.from_record(saved, len(history.epochs))
            self.turns.count, self.turns.queued_at = saved.turns, saved.queued_at
        self._files.fetch = fetch

    def replace_history(self, checkpoint: Checkpoint) -> None:
        """Have the curves that the store has, where the last reports were lost."""
        history = checkpoints.from_checkpoint(checkpoint, self.batches_per_epoch)
        with self._lock:
            self._history = history

    @property
    def state(self) -> RunState:
        """How it stands now."""
        return self._state

    def history(self) -> History:
        """Return a copy of all its reports so far."""
        with self._lock:
            return self._history.copy()

    def curves(self) -> Curves:
        """Return its curves so far."""
        with self._lock:
            return self._history.curves()

    @property
    def batches_per_epoch(self) -> int:
        """Batches in an epoch."""
        return self._history.batches_per_epoch

    def moments(self) -> tuple[Snapshot, ...]:
        """Return what was watched so far, from the first."""
        with self._lock:
            return tuple(self._history.moments)

    @property
    def slow(self) -> bool:
        """Whether it is to go in slow motion."""
        return self.command is not Command.FULL_SPEED

    def set_speed(self, command: Command) -> None:
        """Note how fast its visitor wants it to go; full speed while it is hurried."""
        self.command = Command.FULL_SPEED if self.hurried else command

    def force_full_speed(self) -> None:
        """Continue at full speed, because others wait."""
        self.command, self.hurried = Command.FULL_SPEED, True

    @property
    def place(self) -> float:
        """Its place in the line, in seconds since 1970; the lowest goes first."""
        return self.turns.queued_at or self.made_at

    @property
    def progress(self) -> float:
        """Share of its own batches that are done, 0 to 1."""
        with self._lock:
            done = len(self._history.losses) - self._batches_before
            wanted = self.goal * self._history.batches_per_epoch - self._batches_before
        return min(done / wanted, 1.0) if wanted else 1.0

    def build_task(self, topic: str, *, is_stored: bool) -> RunTask:
        """Return what a worker is given for it.

        Args:
            topic: Of its reports.
            is_stored: Whether the store has it, or will once it answers.

        Raises:
            NetworkGone: The network that it begins with is no longer there.
        """
        return self.spec.build_task(
            None if self.fine_tuning is not None else self._resume(),
            command=self.command,
            topic=topic,
            is_stored=is_stored,
            is_resumed=self.turns.count > 0,
            ending=self.stop_as if self.state.stopping else None,
        )

    def _resume(self) -> Resume:
        """Return where its training begins."""
        before = self._before
        if before is None:
            return Resume(self.goal)
        keras_file = paths.read_network(before.keras_path)
        stand = checkpoints.to_resume(before.history(), self.goal, keras_file)
        self._before = None  # A chain of runs would keep the files of all on disk.
        return stand

    def initial_checkpoint(self) -> Checkpoint | None:
        """Return all that it goes on from; None where it begins from nothing.

        Raises:
            NetworkGone: The file of the run that it continues is no longer there.
        """
        before = self._before
        if before is None or self.fine_tuning is not None:
            return None
        keras_file = paths.read_network(before.keras_path)
        return checkpoints.to_checkpoint(self.history(), keras_file)

    def checkpoint(self) -> Checkpoint:
        """Return its curves so far, as the store takes them."""
        return checkpoints.to_checkpoint(self.history())

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._files.folder

    @property
    def litert_path(self) -> Path:
        """Its network for serving; there once it has a network."""
        return self._files.litert

    @property
    def keras_path(self) -> Path:
        """Its network with its optimiser; there once it has a network."""
        return self._files.keras

    def mark_watched(self) -> None:
        """Record that its visitor still has a page open."""
        self._watched_at = self._clock()

    @property
    def unwatched_seconds(self) -> float:
        """Seconds since a page of its visitor was last seen."""
        return self._clock() - self._watched_at

    def add_report(self, report: Report) -> None:
        """Take in a report; one that comes after the end is too late."""
        with self._lock:
            if self._state.is_over:
                return
            if report.again is None:
                self._history.add(report)
            else:
                self._history.begin_again(report)
                # It may have started within an epoch, of which no part is kept.
                done = len(self._history.losses)
                self._batches_before = min(self._batches_before, done)
                if self.interrupted:
                    self._state = replace(self._state, kept_epochs=report.again)
                self.interrupted = False
            if self._state.stage is Stage.WAITING:
                self.turns.begin()
            self._state = replace(self._state, report=report)

    def end_turn(self, queued_at: float) -> None:
        """Wait again, at another place in the line, because others go first."""
        self.turns.end(queued_at)
        waiting = Report(self.id, Stage.WAITING, epoch=self._state.report.epoch)
        self._change(report=waiting)

    def request_stop(self, ending: Ending = Ending.STOPPED) -> None:
        """Record that it is to stop, and why, before any process knows."""
        self.stop_as = ending
        self._change(stopping=True)

    def finish(self, trained: Trained) -> None:
        """Keep what it leaves, on disk as soon as there is room."""
        self._files.write(trained)
        self._change(
            ending=trained.ending,
            accuracy=trained.accuracy,
            loss=trained.loss,
            outcome=trained.outcome,
        )

    def cancel(self, ending: Ending) -> None:
        """End a run that never began."""
        self._change(ending=ending)

    def fail(self, error: TrazoError) -> None:
        """End it with an error."""
        self._change(error=error)

    def _change(self, **changes: object) -> None:
        with self._lock:
            if not self._state.is_over:
                self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # replace checks names at run time
