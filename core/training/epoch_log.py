"""What was done of a run's epochs, batch by batch."""

import math
from collections.abc import Mapping
from typing import Any

from core.errors import Diverged
from core.runs.progress import EpochOver, EpochResult, Resume
from core.runs.snapshots import Snapshot


class EpochLog:
    """Every batch of the epoch that is not over, and where the run stands.

    Args:
        images: Training images in an epoch.
        batch_size: Images in a batch; the last one of an epoch may be smaller.
        resume: Where the run begins, and how many epochs are to be over at its end.

    Attributes:
        images: Training images in an epoch.
        goal: Epochs that are to be over at the end.
        epoch: Number of the epoch that goes on, from 1; 0 before the first.
        trained_images: Images that the network has seen, those of all epochs.
        last_epoch: The epoch that was over last; None before the first.
    """

    def __init__(self, *, images: int, batch_size: int, resume: Resume) -> None:
        self.images = images
        self.goal = resume.goal
        self.epoch = resume.epochs_done
        self.trained_images = resume.epochs_done * images
        self.last_epoch: EpochOver | None = None
        self._batch_size = batch_size
        self._epochs_done = resume.epochs_done
        self._losses = list(resume.losses)
        self._accuracies = list(resume.accuracies)
        self._snapshots: list[Snapshot] = []
        self._seen = 0
        # Of this epoch, but from before `fit` began: Keras does not count it.
        self._carried = 0
        self._carried_sums = {"loss": 0.0, "accuracy": 0.0}
        self._sums = {"loss": 0.0, "accuracy": 0.0}

    def stand(self) -> Resume:
        """Return how far the run has got, for a training that goes on from there."""
        return Resume(
            self.goal,
            epochs_done=self._epochs_done,
            losses=tuple(self._losses),
            accuracies=tuple(self._accuracies),
        )

    def start_epoch(self, epoch: int) -> None:
        """Begin an epoch, or go on with the one that was broken off.

        Args:
            epoch: Its number, from 0, as Keras counts.
        """
        self.epoch = epoch + 1
        self._carried = min(len(self._losses) * self._batch_size, self.images)
        self._seen = self._carried
        self.trained_images = self._epochs_done * self.images + self._carried
        self._sums = {"loss": 0.0, "accuracy": 0.0}
        self._carried_sums = dict(self._sums)
        left = self._carried
        for loss, accuracy in zip(self._losses, self._accuracies, strict=True):
            size = min(self._batch_size, left)
            left -= size
            self._carried_sums["loss"] += size * loss
            self._carried_sums["accuracy"] += size * accuracy

    def add(self, loss: float, accuracy: float) -> None:
        """Add a batch.

        Raises:
            Diverged: The loss is no number any more.
        """
        size = self._next_size()
        self._seen += size
        self.trained_images += size
        self._losses.append(loss)
        self._accuracies.append(accuracy)
        if not math.isfinite(loss):
            raise Diverged

    def add_from_means(self, logs: Mapping[str, Any]) -> tuple[float, float]:
        """Add a batch of Keras's `fit`.

        Args:
            logs: Keras's ``loss`` and ``accuracy``: means over the batches so far.

        Returns:
            The batch's own loss and accuracy.

        Raises:
            Diverged: The loss is no number any more.
        """
        size = self._next_size()
        done = self._seen + size - self._carried
        loss = self._own_value("loss", float(logs["loss"]) * done, size)
        accuracy = self._own_value("accuracy", float(logs["accuracy"]) * done, size)
        self.add(loss, accuracy)
        return loss, accuracy

    def add_snapshot(self, snapshot: Snapshot) -> None:
        """Add what was watched."""
        self._snapshots.append(snapshot)

    def end(self, epoch: int, logs: Mapping[str, Any], seconds: float) -> EpochResult:
        """End an epoch.

        Args:
            epoch: Its number, from 0, as Keras counts.
            logs: Keras's results of it.
            seconds: How long it took.
        """
        result = EpochResult(
            epoch=epoch + 1,
            loss=self._mean_of_epoch("loss", logs),
            accuracy=self._mean_of_epoch("accuracy", logs),
            val_loss=float(logs["val_loss"]),
            val_accuracy=float(logs["val_accuracy"]),
            seconds=seconds,
        )
        self.last_epoch = self._so_far(result)
        self._epochs_done = epoch + 1
        self._losses, self._accuracies, self._snapshots = [], [], []
        return result

    def broken_off(self) -> EpochOver:
        """Return what was done of the epoch that will not be over."""
        return self._so_far(None)

    def _so_far(self, result: EpochResult | None) -> EpochOver:
        return EpochOver(
            losses=tuple(self._losses),
            accuracies=tuple(self._accuracies),
            result=result,
            moments=tuple(self._snapshots),
        )

    def _next_size(self) -> int:
        return min(self._batch_size, self.images - self._seen)

    def _own_value(self, name: str, total: float, size: int) -> float:
        """Return one batch's own value, given the sum over all batches so far."""
        value = (total - self._sums[name]) / size
        self._sums[name] = total
        # The means are float32: their difference can fall a hair below zero. A value
        # that is no number stays what it is.
        return 0.0 if value < 0 else value

    def _mean_of_epoch(self, name: str, logs: Mapping[str, Any]) -> float:
        """Return the mean over the whole epoch; Keras knows what it did itself."""
        if not self._carried:
            return float(logs[name])
        own = float(logs[name]) * (self._seen - self._carried)
        return (self._carried_sums[name] + own) / self._seen
