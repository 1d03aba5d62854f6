"""What the store gives and takes, without a database in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.runs.class_data import Use
from core.runs.fine_tuning import Outcome
from core.runs.progress import Ending, EpochResult, Trained
from core.runs.snapshots import Snapshot, TrackedDigit
from core.settings.run import RunSettings

# How a run stands in the store.
GOING, DONE, FAILED = "going", "done", "failed"


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A run up to the end of an epoch, or to where it was broken off.

    Attributes:
        epochs_done: Epochs that are over.
        losses: Of every batch, those of the runs that it continues included, (n,)
            float32; any sequence of numbers is converted.
        accuracies: Of every batch, (n,) float32, 0 to 1; converted as well.
        results: What each epoch came to.
        moments: What was watched.
        keras_file: The model with its optimiser; empty once the run is over.
    """

    epochs_done: int
    losses: NDArray[np.float32]
    accuracies: NDArray[np.float32]
    results: tuple[EpochResult, ...]
    moments: tuple[Snapshot, ...]
    keras_file: bytes

    def __post_init__(self) -> None:
        # A Python float takes 32 bytes, and a run may have 100 000 of each.
        object.__setattr__(self, "losses", np.asarray(self.losses, np.float32))
        object.__setattr__(self, "accuracies", np.asarray(self.accuracies, np.float32))

    @classmethod
    def empty(
        cls,
        losses: Sequence[float] | NDArray[np.float32] = (),
        accuracies: Sequence[float] | NDArray[np.float32] = (),
        results: tuple[EpochResult, ...] = (),
    ) -> "Checkpoint":
        """Return the checkpoint of a run without snapshots and network."""
        return cls(
            len(results),
            np.asarray(losses, np.float32),
            np.asarray(accuracies, np.float32),
            results,
            (),
            b"",
        )


@dataclass(frozen=True, eq=False)
class ClaimedRun:
    """A run that a worker begins.

    Attributes:
        attempt: How often one has, this time included.
        worker_crashes: How often a worker has died over it: another one was given the
            same task. A crash of the engine or of the web process does not count: the
            run is submitted as another task.
        checkpoint: What the store has of its epochs; None where it has nothing.
        result: What it left, where it was over before: its worker died between that
            and telling so. Else None.
        turns: How often it has let others go first.
    """

    attempt: int
    worker_crashes: int
    checkpoint: Checkpoint | None
    result: Trained | None = None
    turns: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class SavedRun:
    """A run as it is kept, without its curves and files.

    Attributes:
        id: Unguessable, 32 hex digits.
        workspace: Whose it is.
        name: What its visitor calls it; empty where nobody has named it.
        settings: What it was started with.
        source: The data that it learns from.
        goal: Epochs that are to be over at its end.
        made_at: When it was asked for, in seconds since 1970.
        continues: Id of the run that it continues, if any.
        is_fine_tuning: Whether it teaches a network somebody's handwriting.
        class_use: How it uses the drawings of a class; None where it has none.
        pins: Digits whose answers are followed.
        stage: ``going``, ``done`` or ``failed``.
        ending: Why it is over; None before, and where it failed.
        accuracy: Share of the test images that it reads right; None before the end.
        loss: Loss on the test images; None before the end.
        outcome: What fine-tuning changed; None where it was none.
        error: Class of what went wrong, where it failed.
        error_data: Its ``message`` and its ``data``, the error's attributes; None where
            it did not fail, or failed in a version that stored the class alone.
        attempts: How often a worker has started it.
        queued_at: Its place in the line where it has let others go first and waits for
            its next turn, in seconds since 1970; else None.
        turns: How often it has let others go first.
        seen_at: Last sign of life of who looks after it, in seconds since 1970.
        bytes: What it takes.
    """

    id: str
    workspace: str
    name: str = ""
    settings: RunSettings
    source: loader.Source
    goal: int
    made_at: float
    continues: str | None = None
    is_fine_tuning: bool = False
    class_use: Use | None = None
    pins: tuple[TrackedDigit, ...] = ()
    stage: str = GOING
    ending: Ending | None = None
    accuracy: float | None = None
    loss: float | None = None
    outcome: Outcome | None = None
    error: str | None = None
    error_data: dict[str, Any] | None = None
    attempts: int = 0
    queued_at: float | None = None
    turns: int = 0
    seen_at: float
    bytes: int = 0


@dataclass(frozen=True, eq=False)
class Workspace:
    """What is kept of a visitor besides runs.

    Attributes:
        id: Unguessable, 32 hex digits.
        settings: For the next run, as a link has them.
        strokes: What is on the canvas, as Fabric's JSON objects.
        own_drawings: The visitor's own drawings.
        answers: What the visitor has answered, by question.
        made_at: When it began, in seconds since 1970.
        seen_at: When it was last used, by `core.store.idle_clock`.
    """

    id: str
    settings: dict[str, str]
    strokes: tuple[Any, ...]
    own_drawings: LabelledDrawings
    answers: dict[str, str]
    made_at: float
    seen_at: float
