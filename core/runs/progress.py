"""The reports of a run while it trains, and its result."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from core.runs.fine_tuning import Outcome
from core.runs.slow_motion import Step
from core.runs.snapshots import Snapshot

# Of a message's field; its reader refuses any other value.
Count = Annotated[int, Meta(ge=0)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]


class Stage(StrEnum):
    """Stage of a run; a run passes through them in this order."""

    WAITING = "waiting"
    WAKING = "waking"
    PREPARING = "preparing"
    TRAINING = "training"
    CHECKING = "checking"
    SAVING = "saving"
    DONE = "done"
    FAILED = "failed"


class Ending(StrEnum):
    """Reason why a run ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    UNWATCHED = "unwatched"
    LOST = "lost"


@dataclass(frozen=True)
class EpochResult:
    """Result of a finished epoch.

    Attributes:
        epoch: Number of the epoch, from 1.
        loss: Mean training loss over the epoch.
        accuracy: Training accuracy over the epoch, 0 to 1.
        val_loss: Validation loss after the epoch.
        val_accuracy: Validation accuracy after the epoch, 0 to 1.
        seconds: Wall time, validation included.
    """

    epoch: Count
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


@dataclass(frozen=True)
class Report:
    """Progress of a run since its last report.

    Attributes:
        run_id: Id of the run.
        stage: Stage of the run.
        epoch: Current epoch, from 1; 0 before the first.
        losses: Training loss of each batch since the last report.
        accuracies: Training accuracy of each of those batches, 0 to 1.
        epochs: Results of the epochs that ended since the last report.
        images_per_second: Training speed over the last seconds; None while unknown.
        seconds_left: Estimated time to the end of the last epoch; None while unknown.
        moments: Snapshots since the last report.
        step: Current batch in slow motion; None at full speed.
        again: Number of finished epochs in the checkpoint from which the run resumed.
            The report then replaces everything before it: it has all that the
            checkpoint has. None unless the run has just resumed.
    """

    run_id: Id
    stage: Stage
    epoch: Count = 0
    losses: tuple[float, ...] = ()
    accuracies: tuple[float, ...] = ()
    epochs: tuple[EpochResult, ...] = ()
    images_per_second: float | None = None
    seconds_left: float | None = None
    moments: tuple[Snapshot, ...] = ()
    step: Step | None = None
    again: Count | None = None


@dataclass(frozen=True, kw_only=True)
class EpochOver:
    """All data of an epoch that finished or was interrupted.

    Attributes:
        losses: Training loss of each batch.
        accuracies: Training accuracy of each batch, 0 to 1.
        result: Result of the epoch; None if it was interrupted.
        moments: Snapshots taken in the epoch.
    """

    losses: tuple[float, ...]
    accuracies: tuple[float, ...]
    result: EpochResult | None
    moments: tuple[Snapshot, ...]


@dataclass(frozen=True)
class Resume:
    """The point from which a run starts or continues, and its goal.

    Attributes:
        goal: Number of epochs at the end, those already finished included.
        epochs_done: Number of finished epochs.
        losses: Training loss of each batch of the interrupted epoch, if there is one.
        accuracies: Training accuracy of each of those batches, 0 to 1.
        keras_file: Model with its optimiser, as a ``.keras`` file; None for a new
            model.
    """

    goal: int
    _: KW_ONLY
    epochs_done: int = 0
    losses: tuple[float, ...] = ()
    accuracies: tuple[float, ...] = ()
    keras_file: bytes | None = None


@dataclass(frozen=True)
class TurnOver:
    """A worker's result of a run that lets others go first; the store has it whole.

    Attributes:
        queued_at: Its new place in the line, in seconds since 1970.
    """

    queued_at: float


@dataclass(frozen=True)
class Trained:
    """Result of a run.

    Attributes:
        ending: Reason why it ended.
        accuracy: Share of the test images that the network reads correctly, 0 to 1.
        loss: Loss on the test images.
        keras_file: Model with its optimiser, as a ``.keras`` file.
        litert_file: Model for serving, as a LiteRT file.
        outcome: Scores before and after fine-tuning; None for other runs.
    """

    ending: Ending
    accuracy: float
    loss: float
    keras_file: bytes
    litert_file: bytes
    outcome: Outcome | None = None
