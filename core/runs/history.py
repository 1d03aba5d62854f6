"""The curves of one run: every batch, every epoch, thinned for a chart."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.runs.progress import EpochResult, Report
from core.runs.snapshots import Snapshot

# About as many points as a phone's chart has pixels for; past that a browser that
# draws on the machine that trains takes time away from the training.
CHART_POINTS = 240


@dataclass(frozen=True)
class Curve:
    """A line on a chart.

    Attributes:
        epochs: Where each point stands, in epochs: 0.5 is half of the first.
        values: The loss, or the accuracy as a share, at each point.
    """

    epochs: NDArray[np.float64]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """The four lines of a run: a point a batch for training, an epoch for validation.

    Attributes:
        loss: Training loss, thinned.
        accuracy: Training accuracy, thinned.
        val_loss: Loss on the images kept aside.
        val_accuracy: Accuracy on the images kept aside.
        epochs: What each epoch came to.
    """

    loss: Curve
    accuracy: Curve
    val_loss: Curve
    val_accuracy: Curve
    epochs: tuple[EpochResult, ...]


@dataclass
class History:
    """What a run has reported so far.

    Attributes:
        batches_per_epoch: Batches in one epoch.
        losses: One for each batch.
        accuracies: One for each batch.
        epochs: One for each epoch that is over.
        moments: What was watched, from the first.
    """

    batches_per_epoch: int
    losses: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    epochs: list[EpochResult] = field(default_factory=list)
    moments: list[Snapshot] = field(default_factory=list)

    def copy(self) -> "History":
        """Return one that grows by itself."""
        return History(
            self.batches_per_epoch,
            list(self.losses),
            list(self.accuracies),
            list(self.epochs),
            list(self.moments),
        )

    def begin_again(self, report: Report) -> None:
        """Go back to where a run was begun again, with what was kept up to there.

        A worker that was left alone may have kept more than anybody heard of.
        """
        epochs = report.again or 0
        if len(report.epochs) == epochs:
            self._rewind(0)
        else:
            # Nothing of it was kept: it begins where it first began.
            self._rewind(epochs)
        self.add(report)

    def _rewind(self, epochs: int) -> None:
        """Forget everything after so many epochs."""
        batches = epochs * self.batches_per_epoch
        del self.losses[batches:], self.accuracies[batches:], self.epochs[epochs:]
        self.moments = [moment for moment in self.moments if moment.batch <= batches]

    def add(self, report: Report) -> None:
        """Append what a report brings."""
        self.losses.extend(report.losses)
        self.accuracies.extend(report.accuracies)
        self.epochs.extend(report.epochs)
        self.moments.extend(report.moments)

    def curves(self) -> Curves:
        """Return what a chart shows of it now."""
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
    values: list[float], batches_per_epoch: int, points: int = CHART_POINTS
) -> Curve:
    """Average neighbouring batches until at most `points` are left.

    The groups are powers of two counted from the first batch, so that a point once
    drawn stays where it is until the group doubles.
    """
    group = 1
    while len(values) > points * group:
        group *= 2
    array = np.array(values, float)
    starts = np.arange(0, len(array), group)
    if not len(starts):
        return Curve(np.empty(0), np.empty(0))
    lengths = np.diff(np.append(starts, len(array)))
    means = np.add.reduceat(array, starts) / lengths
    return Curve((starts + (lengths + 1) / 2) / batches_per_epoch, means)
