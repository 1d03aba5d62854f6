"""What a worker is given for a run: one object, pickled whole."""

import math
from dataclasses import dataclass

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.runs import fine_tuning
from core.runs.progress import Ending, Resume
from core.runs.slow_motion import Command
from core.runs.snapshots import TrackedDigit
from core.settings.run import RunSettings


@dataclass(frozen=True, eq=False, kw_only=True)
class TrainTask:
    """Train a network from a visitor's settings.

    Attributes:
        run_id: Stamped on every report.
        settings: What the visitor chose.
        source: The data to learn from.
        resume: Where an earlier run stood that this one continues; None to begin from
            nothing.
        pins: Digits whose answers are tracked.
        command: The speed at which it begins.
        topic: Of the Dask events that carry its reports; empty where nobody listens.
        is_stored: Whether the store has the run, or will once it answers, and takes a
            checkpoint after each epoch.
        is_resumed: Whether the store has a checkpoint, without which it must not begin.
        ending: Why it is to end at its first batch; None where it trains to its goal.
    """

    run_id: str
    settings: RunSettings
    source: loader.Source
    resume: Resume | None = None
    pins: tuple[TrackedDigit, ...] = ()
    command: Command = Command.FULL_SPEED
    topic: str = ""
    is_stored: bool = False
    is_resumed: bool = False
    ending: Ending | None = None

    @property
    def start(self) -> Resume:
        """Where it begins, and how many epochs are to be over at its end."""
        return self.resume or Resume(self.settings.epochs)

    @property
    def batches_per_epoch(self) -> int:
        """Batches in an epoch."""
        return batches_per_epoch(self.settings, self.source)


@dataclass(frozen=True, eq=False, kw_only=True)
class FineTuneTask:
    """Teach a trained network a visitor's handwriting.

    Attributes:
        run_id: Stamped on every report.
        keras_file: The network: a run's, or the shipped one.
        drawings: The visitor's own; some are held out as a test set where there are
            enough.
        source: Where MNIST's images come from.
        topic: Of the Dask events that carry its reports; empty where nobody listens.
        is_stored: Whether the store has the run, or will once it answers, and takes a
            checkpoint after each epoch.
    """

    run_id: str
    keras_file: bytes
    drawings: LabelledDrawings
    source: loader.Source
    topic: str = ""
    is_stored: bool = False

    @property
    def batches_per_epoch(self) -> int:
        """Batches in an epoch."""
        return fine_tuning.batches_per_epoch(self.source)


RunTask = TrainTask | FineTuneTask


@dataclass(frozen=True)
class JobTask:
    """What a worker knows of a short job, besides the work itself.

    Attributes:
        job_id: Id of the job.
        topic: Of the Dask event that says that it begins.
        seconds: How long it may take.
    """

    job_id: str
    topic: str
    seconds: float


def images_per_epoch(settings: RunSettings, source: loader.Source) -> int:
    """Return how many training images an epoch has."""
    return min(settings.images, loader.counts(source)[0])


def batches_per_epoch(settings: RunSettings, source: loader.Source) -> int:
    """Return how many batches an epoch has."""
    return math.ceil(images_per_epoch(settings, source) / settings.batch_size)
