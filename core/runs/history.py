"""The history of a run, batch by batch and epoch by epoch, and its curves."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.runs.progress import EpochResult, Report
from core.runs.snapshots import Snapshot

# A phone's chart is about this many pixels wide. More points would slow down training
# if the browser runs on the machine that trains.
CHART_POINTS = 240


@dataclass(frozen=True)
class Curve:
    """A line on a chart.

    Attributes:
        epochs: Horizontal position of each point, (n,), in epochs: 0.5 is halfway
            through the first.
        values: Loss, or accuracy from 0 to 1, at each point, (n,).
    """

    epochs: NDArray[np.float64]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """The curves of a run: per batch for training, per epoch for validation.

    Attributes:
        loss: Training loss, thinned.
        accuracy: Training accuracy, thinned.
        val_loss: Validation loss.
        val_accuracy: Validation accuracy.
        epochs: Result of each finished epoch.
    """

    loss: Curve
    accuracy: Curve
    val_loss: Curve
    val_accuracy: Curve
    epochs: tuple[EpochResult, ...]


def _no_numbers() -> "array[float]":
    return array("f")


@dataclass
class History:
    """Everything that a run has reported so far.

    Attributes:
        batches_per_epoch: Batches in one epoch.
        losses: Training loss of each batch, float32.
        accuracies: Training accuracy of each batch, 0 to 1, float32.
        epochs: Result of each finished epoch.
        moments: Snapshots, oldest first.
    """

    batches_per_epoch: int
    # Four bytes a batch and cheap to append to, unlike a list or NumPy's arrays.
    losses: "array[float]" = field(default_factory=_no_numbers)
    accuracies: "array[float]" = field(default_factory=_no_numbers)
    epochs: list[EpochResult] = field(default_factory=list)
    moments: list[Snapshot] = field(default_factory=list)

    def copy(self) -> "History":
        """Return an independent copy."""
        return History(
            self.batches_per_epoch,
            self.losses[:],
            self.accuracies[:],
            list(self.epochs),
            list(self.moments),
        )

    def begin_again(self, report: Report) -> None:
        """Rewind to the checkpoint from which a run resumes, and add the report.

        The report may hold more than this history: a worker whose web process died
        goes on saving checkpoints.

        Args:
            report: First report after the restart, with everything up to the
                checkpoint.
        """
        epochs = report.again or 0
        if len(report.epochs) == epochs:
            self._rewind(0)
        else:
            # The run has no checkpoint of its own, so it restarts from its beginning.
            self._rewind(epochs)
        self.add(report)

    def _rewind(self, epochs: int) -> None:
        """Drop everything after a number of epochs."""
        batches = epochs * self.batches_per_epoch
        del self.losses[batches:], self.accuracies[batches:], self.epochs[epochs:]
        self.moments = [moment for moment in self.moments if moment.batch <= batches]

    def add(self, report: Report) -> None:
        """Append the batches, epochs and snapshots of a report."""
        self.losses.extend(report.losses)
        self.accuracies.extend(report.accuracies)
        self.epochs.extend(report.epochs)
        self.moments.extend(report.moments)

    def curves(self) -> Curves:
        """Return the curves for a chart."""
        ends = np.array([epoch.epoch for epoch in self.epochs], float)
        return Curves(
            loss=thin(self.losses, self.batches_per_epoch),
            accuracy=thin(self.accuracies, self.batches_per_epoch),
            val_loss=Curve(ends, np.array([e.val_loss for e in self.epochs], float)),
            val_accuracy=Curve(
                ends, np.array([e.val_accuracy for e in self.epochs], float)
            ),
            epochs=tuple(self.epochs),
        )


def thin(
    values: Sequence[float], batches_per_epoch: int, points: int = CHART_POINTS
) -> Curve:
    """Average neighbouring batches until at most `points` are left.

    The groups are powers of two, counted from the first batch, so that a point stays
    where it is until the group size doubles.

    Args:
        values: One value for each batch.
        batches_per_epoch: Batches in one epoch.
        points: Most points of the curve.
    """
    group = 1
    while len(values) > points * group:
        group *= 2
    numbers = np.asarray(values, float)
    starts = np.arange(0, len(numbers), group)
    if not len(starts):
        return Curve(np.empty(0), np.empty(0))
    lengths = np.diff(np.append(starts, len(numbers)))
    means = np.add.reduceat(numbers, starts) / lengths
    return Curve((starts + (lengths + 1) / 2) / batches_per_epoch, means)
