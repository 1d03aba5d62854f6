"""How a run stands at one moment."""

from dataclasses import dataclass
from typing import Self

from core.engine import failures
from core.errors import TrazoError
from core.runs.fine_tuning import Outcome
from core.runs.progress import Ending, Report, Stage
from core.runs.records import SavedRun


@dataclass(frozen=True)
class RunState:
    """A run at one moment.

    Attributes:
        report: The last news of it.
        stopping: Whether its visitor has asked it to stop.
        ending: Why it is over; None before, and where it failed.
        accuracy: Share of the test images read right; None until it is done.
        loss: Loss on the test images; None until it is done.
        outcome: What fine-tuning changed; None where it was none, or is not over.
        error: What went wrong, where it failed.
        kept_epochs: Where its worker died and it was retried: how many epochs
            were kept; else None.
    """

    report: Report
    stopping: bool = False
    ending: Ending | None = None
    accuracy: float | None = None
    loss: float | None = None
    outcome: Outcome | None = None
    error: TrazoError | None = None
    kept_epochs: int | None = None

    @classmethod
    def from_record(cls, saved: SavedRun, epochs_done: int) -> Self:
        """Return how a run stood when it was stored last.

        Args:
            saved: Its record.
            epochs_done: Epochs of it that the store has.
        """
        begun = saved.attempts > 0
        training = begun and saved.queued_at is None
        return cls(
            Report(
                saved.id,
                Stage.TRAINING if training else Stage.WAITING,
                epoch=min(epochs_done + begun, saved.goal),
            ),
            ending=saved.ending,
            accuracy=saved.accuracy,
            loss=saved.loss,
            outcome=saved.outcome,
            error=failures.from_record(saved),
        )

    @property
    def stage(self) -> Stage:
        """What it is doing."""
        if self.error is not None:
            return Stage.FAILED
        return Stage.DONE if self.ending is not None else self.report.stage

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.stage in (Stage.DONE, Stage.FAILED)

    @property
    def has_network(self) -> bool:
        """Whether it left a network to draw on."""
        return self.accuracy is not None
