"""One visitor's training run, as the web process knows it."""

import math
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core import paths
from core.datasets import loader
from core.engine.run_files import RunFiles
from core.engine.run_state import RunState
from core.errors import DiskFull, TrazoError
from core.runs import fine_tuning
from core.runs.fine_tuning import FineTuning
from core.runs.history import Curves, History
from core.runs.progress import Ending, Report, Resume, Stage, Trained
from core.runs.records import Checkpoint
from core.runs.slow_motion import Command
from core.runs.snapshots import Snapshot, TrackedDigit
from core.runs.tasks import FineTuneTask, RunTask, TrainTask
from core.settings.run import RunSettings


class Run:
    """A run: written by the engine's threads, read by its visitor's pages.

    Its files are removed with it, when the visit that holds it is forgotten.

    Attributes:
        id: Names its task and its folder; unguessable.
        settings: What it was started with.
        source: The data that it learns from.
        visitor: Whose it is.
        made_at: When it was asked for, in seconds since 1970.
        images: Training images in an epoch.
        goal: Epochs that are to be over at its end, those of `before` included.
        continues: Id of the run that it continues or teaches; None where it is one of
            its own.
        lesson: What its network is taught; None where it learns MNIST.
        pins: Digits whose answers are followed; of a continued run, those of before.
        name: What its visitor calls it; empty where nobody has named it.
        command: What its visitor last asked of its pace.
        hurried: Whether it goes on at full speed because others wait.
        stop_as: Why it is to stop, once that is asked.
        interrupted: Whether its worker has died, and the next has not said how it
            goes on.
    """

    def __init__(
        self,
        settings: RunSettings,
        source: loader.Source,
        visitor: str = "",
        clock: Callable[[], float] = time.monotonic,
        *,
        before: "Run | None" = None,
        more_epochs: int = 0,
        lesson: FineTuning | None = None,
        pins: tuple[TrackedDigit, ...] = (),
        command: Command = Command.FULL_SPEED,
    ) -> None:
        """Make a run from the start, or one that goes on where another stood.

        Args:
            settings: What the visitor chose; of a continued run, those of `before`.
            source: The data to learn from.
            visitor: Whose it is.
            clock: Seconds, monotonic.
            before: The run to continue; it has a network.
            more_epochs: How far: an epoch that was broken off counts as one.
            lesson: What a network is to be taught, in place of the settings; `before`
                is then the run that it came from, if any.
            pins: Digits whose answers are followed.
            command: How fast it begins.
        """
        self.id = uuid.uuid4().hex
        self.settings = settings
        self.source = source
        self.visitor = visitor
        self.made_at = time.time()
        self.images = min(settings.images, loader.counts(source)[0])
        self._files = RunFiles(self.id)
        self._clock = clock
        self._lock = threading.Lock()
        self.goal = settings.epochs
        self.continues = None if before is None else before.id
        self.lesson = lesson
        self.pins = pins
        self.name = ""
        self.command = command
        self.hurried = False
        self.stop_as = Ending.STOPPED
        self.interrupted = False
        self._paced_at = clock()
        self._before = before
        self._history = History(math.ceil(self.images / settings.batch_size))
        if lesson is not None:
            self.goal = fine_tuning.EPOCHS
            self.images = fine_tuning.images_per_epoch(source)
            self._history = History(fine_tuning.batches_per_epoch(source))
        elif before is not None:
            self._history = before.history()
            self.pins = before.pins
            self.goal = len(self._history.epochs) + more_epochs
        self._batches_before = len(self._history.losses)
        self._state = RunState(Report(self.id, Stage.WAITING))
        self._watched_at = clock()

    @property
    def state(self) -> RunState:
        """How it stands now."""
        return self._state

    def history(self) -> History:
        """Return a copy of all that it has told so far."""
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
        """Note how fast its visitor wants it to go."""
        self.command = command
        self.hurried = False
        self._paced_at = self._clock()

    def force_full_speed(self) -> None:
        """Note that it goes on at full speed, because others wait."""
        self.command, self.hurried = Command.FULL_SPEED, True

    @property
    def seconds_since_speed_was_set(self) -> float:
        """Seconds since its visitor last asked for a pace."""
        return self._clock() - self._paced_at

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
            is_stored: Whether the store has it.

        Raises:
            NetworkGone: The network that it begins with is no longer there.
        """
        if self.lesson is not None:
            return FineTuneTask(
                run_id=self.id,
                keras_file=self.lesson.keras_file(),
                drawings=self.lesson.drawings,
                source=self.source,
                topic=topic,
                is_stored=is_stored,
            )
        return TrainTask(
            run_id=self.id,
            settings=self.settings,
            source=self.source,
            resume=self._resume(),
            pins=self.pins,
            command=self.command,
            topic=topic,
            is_stored=is_stored,
        )

    def _resume(self) -> Resume:
        """Return where its training begins."""
        before = self._before
        if before is None:
            return Resume(self.goal)
        stand = before.resume_point(self.goal, paths.read_network(before.keras_path))
        # Only until its file is read: a chain of runs would keep them all on disk.
        self._before = None
        return stand

    def initial_checkpoint(self) -> Checkpoint | None:
        """Return all that it goes on from; None where it begins from nothing.

        Raises:
            NetworkGone: The file of the run that it continues is no longer there.
        """
        before = self._before
        if before is None or self.lesson is not None:
            return None
        return self.checkpoint(paths.read_network(before.keras_path))

    def checkpoint(self, keras_file: bytes = b"") -> Checkpoint:
        """Return its curves so far.

        Args:
            keras_file: The network that they led to, if it is to go on from there.
        """
        history = self.history()
        return Checkpoint(
            len(history.epochs),
            tuple(history.losses),
            tuple(history.accuracies),
            tuple(history.epochs),
            tuple(history.moments),
            keras_file,
        )

    def resume_point(self, goal: int, keras_file: bytes) -> Resume:
        """Return where it stands, for a run that continues it up to `goal`."""
        with self._lock:
            done = len(self._history.epochs)
            first = done * self._history.batches_per_epoch
            return Resume(
                goal,
                done,
                tuple(self._history.losses[first:]),
                tuple(self._history.accuracies[first:]),
                keras_file,
            )

    def restore(
        self,
        run_id: str,
        made_at: float,
        goal: int,
        continues: str | None,
        history: History,
        state: RunState,
        fetch: Callable[[str], bytes | None],
    ) -> None:
        """Become a run that the store has kept, before anybody has seen this one.

        Args:
            run_id: Its id.
            made_at: When it was asked for, in seconds since 1970.
            goal: Epochs that are to be over at its end.
            continues: Id of the run that it continues, if any.
            history: Its curves.
            state: How it stands.
            fetch: Returns its file of a kind, ``keras`` or ``litert``.
        """
        if self.id != run_id:
            self.id, self._files = run_id, RunFiles(run_id)
        self.made_at, self.goal, self.continues = made_at, goal, continues
        self._history, self._state, self._files.fetch = history, state, fetch
        self._batches_before = 0

    def replace_history(self, history: History) -> None:
        """Have the curves that the store has kept."""
        with self._lock:
            self._history = history

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
        """Note that its visitor still has a page open."""
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
                # It may have begun in the middle of an epoch, of which no part is kept.
                done = len(self._history.losses)
                self._batches_before = min(self._batches_before, done)
                self._state = replace(self._state, kept_epochs=report.again)
                self.interrupted = False
            self._state = replace(self._state, report=report)

    def request_stop(self, ending: Ending = Ending.STOPPED) -> None:
        """Note that it is to stop, and why, before any process has heard."""
        self.stop_as = ending
        self._change(stopping=True)

    def finish(self, trained: Trained) -> None:
        """Keep what it leaves, on disk."""
        try:
            self._files.keep(trained)
        except DiskFull as error:
            self.fail(error)
            return
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
