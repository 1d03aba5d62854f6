"""What a worker is given for a run: one object, pickled whole."""

import math
from dataclasses import dataclass

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.runs import class_data, fine_tuning
from core.runs.class_data import ClassData, Use
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
        class_data: Drawings of a class that it learns too, or alone; None without any.
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
    class_data: ClassData | None = None
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
        use = None if self.class_data is None else self.class_data.use
        return batches_per_epoch(self.settings, self.source, use)


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


def images_per_epoch(
    settings: RunSettings, source: loader.Source, use: Use | None = None
) -> int:
    """Return how many training images an epoch has.

    Args:
        settings: Of the run.
        source: Where the images of its data set come from.
        use: How it uses the drawings of a class; None where it has none.
    """
    known = loader.counts(source)[0]
    if use is None:
        return min(settings.images, known)
    return class_data.images_per_epoch(use, settings.images, known)


def batches_per_epoch(
    settings: RunSettings, source: loader.Source, use: Use | None = None
) -> int:
    """Return how many batches an epoch has; see `images_per_epoch`."""
    return math.ceil(images_per_epoch(settings, source, use) / settings.batch_size)
