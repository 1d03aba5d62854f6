"""What a run tells about itself while it trains, and what it leaves at the end."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from core.runs.fine_tuning import Outcome
from core.runs.slow_motion import Step
from core.runs.snapshots import Snapshot


class Stage(StrEnum):
    """What a run is doing, in the order in which it does it."""

    WAITING = "waiting"
    WAKING = "waking"
    PREPARING = "preparing"
    TRAINING = "training"
    CHECKING = "checking"
    SAVING = "saving"
    DONE = "done"
    FAILED = "failed"


class Ending(StrEnum):
    """Why a run is over."""

    FINISHED = "finished"
    STOPPED = "stopped"
    UNWATCHED = "unwatched"
    LOST = "lost"


@dataclass(frozen=True)
class EpochResult:
    """One epoch, over.

    Attributes:
        epoch: Its number, from 1.
        loss: Mean training loss over the epoch.
        accuracy: Share of training images read right during the epoch.
        val_loss: Loss on the images kept aside.
        val_accuracy: Share of those read right.
        seconds: Wall time, validation included.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


@dataclass(frozen=True)
class Report:
    """News of a run since its last report.

    Attributes:
        run_id: Which run.
        stage: What it is doing.
        epoch: The epoch that it is in, from 1; 0 before the first.
        losses: Loss of every batch since the last report.
        accuracies: Accuracy of each of them.
        epochs: Epochs that ended since the last report.
        images_per_second: Speed of training, over the last seconds.
        seconds_left: To the end of the last epoch; None while unknown.
        moments: What was watched since the last report.
        step: The batch that is worked on in slow motion; None at full speed.
        again: Where the run was begun anew: how many epochs of it were kept. The report
            then has all that was kept of it, in place of what came before.
    """

    run_id: str
    stage: Stage
    epoch: int = 0
    losses: tuple[float, ...] = ()
    accuracies: tuple[float, ...] = ()
    epochs: tuple[EpochResult, ...] = ()
    images_per_second: float | None = None
    seconds_left: float | None = None
    moments: tuple[Snapshot, ...] = ()
    step: Step | None = None
    again: int | None = None

    def to_message(self) -> dict[str, Any]:
        """Return plain numbers, strings, bytes and lists, as a Dask event has them."""
        return {
            **vars(self),
            "stage": self.stage.value,
            "epochs": [asdict(epoch) for epoch in self.epochs],
            "moments": [moment.to_message() for moment in self.moments],
            "step": None if self.step is None else self.step.to_message(),
        }

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Undo `to_message`."""
        return cls(
            **{
                **message,
                "stage": Stage(message["stage"]),
                "losses": tuple(message["losses"]),
                "accuracies": tuple(message["accuracies"]),
                "epochs": tuple(EpochResult(**epoch) for epoch in message["epochs"]),
                "moments": tuple(map(Snapshot.from_message, message["moments"])),
                "step": message["step"] and Step.from_message(message["step"]),
            }
        )


@dataclass(frozen=True)
class EpochOver:
    """Everything of an epoch that is over, or was broken off.

    Attributes:
        losses: Of every batch, from its first.
        accuracies: Of every batch.
        result: What it came to; None where it was broken off.
        moments: What was watched in it.
    """

    losses: tuple[float, ...]
    accuracies: tuple[float, ...]
    result: EpochResult | None
    moments: tuple[Snapshot, ...]


@dataclass(frozen=True)
class Resume:
    """Where a run that is continued stood, and how far it is to go.

    Attributes:
        goal: Epochs that are to be over at the end, those of before included.
        epochs_done: Epochs that are over.
        losses: Loss of every batch of the epoch that was broken off; else none.
        accuracies: Accuracy of each of them.
        keras_file: The model with its optimiser; None for a run from the start.
    """

    goal: int
    epochs_done: int = 0
    losses: tuple[float, ...] = ()
    accuracies: tuple[float, ...] = ()
    keras_file: bytes | None = None


@dataclass(frozen=True)
class Trained:
    """What a run leaves.

    Attributes:
        ending: Why it is over.
        accuracy: Share of the test images that it reads right.
        loss: Loss on the test images.
        keras_file: The model with its optimiser, as a ``.keras`` file.
        litert_file: The model for serving, as a LiteRT file.
        outcome: What a lesson changed; None where it was none.
    """

    ending: Ending
    accuracy: float
    loss: float
    keras_file: bytes
    litert_file: bytes
    outcome: Outcome | None = None
