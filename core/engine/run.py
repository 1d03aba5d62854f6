"""One visitor's training run, as the web process knows it."""

import errno
import math
import threading
import time
import uuid
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from core import data, home, teaching
from core.errors import DiskFull, TrazoError
from core.history import Curves, History
from core.progress import Ending, Report, Resume, Stage, Trained
from core.settings import RunSettings
from core.slow_motion import Command
from core.teaching import Lesson, Outcome
from core.watching import Moment, Pin


@dataclass(frozen=True)
class RunState:
    """A run at one moment.

    Attributes:
        report: The last news of it.
        stopping: Whether its visitor has asked it to stop.
        ending: Why it is over; None before, and where it failed.
        accuracy: Share of the test images read right; None until it is done.
        loss: Loss on the test images; None until it is done.
        outcome: What a lesson changed; None where it was none, or is not over.
        error: What went wrong, where it failed.
    """

    report: Report
    stopping: bool = False
    ending: Ending | None = None
    accuracy: float | None = None
    loss: float | None = None
    outcome: Outcome | None = None
    error: TrazoError | None = None

    @property
    def stage(self) -> Stage:
        """What it is doing."""
        if self.error is not None:
            return Stage.FAILED
        return Stage.DONE if self.ending is not None else self.report.stage

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.stage in (Stage.DONE, Stage.FAILED)

    @property
    def has_network(self) -> bool:
        """Whether it left a network to draw on."""
        return self.accuracy is not None


class Run:
    """A run: written by the engine's threads, read by its visitor's pages.

    Its files are removed with it, when the visit that holds it is forgotten.

    Attributes:
        id: Names its task and its folder; unguessable.
        settings: What it was started with.
        source: The data that it learns from.
        visitor: Whose it is.
        made_at: When it was asked for, in seconds of its clock.
        images: Training images in an epoch.
        goal: Epochs that are to be over at its end, those of `before` included.
        continues: Id of the run that it continues or teaches; None where it is one of
            its own.
        lesson: What its network is taught; None where it learns MNIST.
        pins: Digits whose answers are followed; of a continued run, those of before.
        command: What its visitor last asked of its pace.
        hurried: Whether it goes on at full speed because others wait.
        folder: Where its files are.
    """

    def __init__(
        self,
        settings: RunSettings,
        source: data.Source,
        visitor: str = "",
        clock: Callable[[], float] = time.monotonic,
        *,
        before: "Run | None" = None,
        more_epochs: int = 0,
        lesson: Lesson | None = None,
        pins: tuple[Pin, ...] = (),
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
        self.made_at = clock()
        self.images = min(settings.images, data.counts(source)[0])
        self.folder = home.runs() / self.id
        self._clock = clock
        self._lock = threading.Lock()
        self.goal = settings.epochs
        self.continues = None if before is None else before.id
        self.lesson = lesson
        self.pins = pins
        self.command = command
        self.hurried = False
        self._paced_at = clock()
        # Only until its files are read: a chain of runs would keep them all on disk.
        self._before = before
        self._history = History(math.ceil(self.images / settings.batch_size))
        if lesson is not None:
            self.goal = teaching.EPOCHS
            self.images = teaching.images_per_epoch(source)
            self._history = History(teaching.batches_per_epoch(source))
        elif before is not None:
            with before._lock:
                self._history = before._history.copy()
            self.pins = before.pins
            self.goal = len(self._history.epochs) + more_epochs
        self._batches_before = len(self._history.losses)
        self._state = RunState(Report(self.id, Stage.WAITING))
        self._watched_at = clock()
        weakref.finalize(self, home.remove, self.folder)

    @property
    def state(self) -> RunState:
        """How it stands now."""
        return self._state

    def curves(self) -> Curves:
        """Return its curves so far."""
        with self._lock:
            return self._history.curves()

    @property
    def batches_per_epoch(self) -> int:
        """Batches in an epoch."""
        return self._history.batches_per_epoch

    def moments(self) -> tuple[Moment, ...]:
        """Return what was watched so far, from the first."""
        with self._lock:
            return tuple(self._history.moments)

    @property
    def slow(self) -> bool:
        """Whether it is to go in slow motion."""
        return self.command is not Command.FULL_SPEED

    def ask_for_pace(self, command: Command) -> None:
        """Note how fast its visitor wants it to go."""
        self.command = command
        self.hurried = False
        self._paced_at = self._clock()

    def hurry(self) -> None:
        """Note that it goes on at full speed, because others wait."""
        self.command, self.hurried = Command.FULL_SPEED, True

    @property
    def unpaced_seconds(self) -> float:
        """Seconds since its visitor last asked for a pace."""
        return self._clock() - self._paced_at

    @property
    def part_done(self) -> float:
        """Share of its own batches that are done, 0 to 1."""
        with self._lock:
            done = len(self._history.losses) - self._batches_before
            wanted = self.goal * self._history.batches_per_epoch - self._batches_before
        return min(done / wanted, 1.0) if wanted else 1.0

    def resume(self) -> Resume | None:
        """Return where it begins, once; None where that is the start, or a lesson.

        Raises:
            NetworkGone: The file of the run that it continues is no longer there.
        """
        before, self._before = self._before, None
        if before is None or self.lesson is not None:
            return None
        return before.stand(self.goal, home.network(before.keras_path))

    def stand(self, goal: int, keras_file: bytes) -> Resume:
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

    @property
    def litert_path(self) -> Path:
        """Its network for serving; there once it has a network."""
        return self.folder / "network.tflite"

    @property
    def keras_path(self) -> Path:
        """Its network with its optimiser; there once it has a network."""
        return self.folder / "network.keras"

    def watch(self) -> None:
        """Note that its visitor still has a page open."""
        self._watched_at = self._clock()

    @property
    def unwatched_seconds(self) -> float:
        """Seconds since a page of its visitor was last seen."""
        return self._clock() - self._watched_at

    def take(self, report: Report) -> None:
        """Take in a report; one that comes after the end is too late."""
        with self._lock:
            if not self._state.over:
                self._history.add(report)
                self._state = replace(self._state, report=report)

    def ask_to_stop(self) -> None:
        """Note that its visitor wants it to stop, before any process has heard."""
        self._change(stopping=True)

    def finish(self, trained: Trained) -> None:
        """Keep what it leaves, on disk."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.keras_path.write_bytes(trained.keras_file)
            self.litert_path.write_bytes(trained.litert_file)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            home.remove(self.folder)
            self.fail(DiskFull(str(self.folder)))
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
            if not self._state.over:
                self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # replace checks names at run time
