"""A Keras callback that announces every batch, a few times a second."""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import keras

from core.errors import Diverged
from core.progress import Ending, EpochResult, Report, Resume, Stage
from core.training.lease import Lease

REPORT_SECONDS = 0.25
SPEED_WINDOW_SECONDS = 3.0


class Ended(Exception):
    """Leaves Keras's `fit` at once; `stop_training` would still run the validation."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.value)
        self.ending = ending


class Reporter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Collects what happens and sends it, at most every `REPORT_SECONDS`.

    Args:
        run_id: Which run.
        lease: Read after every batch; when it ends, `Ended` is raised.
        send: Takes each report.
        images: Training images in an epoch.
        batch_size: Images in a batch.
        resume: Where it begins, and how many epochs are to be over at the end.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        run_id: str,
        lease: Lease,
        send: Callable[[Report], None],
        *,
        images: int,
        batch_size: int,
        resume: Resume,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__()
        self._run_id = run_id
        self._lease = lease
        self._send = send
        self._images = images
        self._batch_size = batch_size
        self._resume = resume
        self._clock = clock
        self._sent_at = float("-inf")
        self._stage = Stage.PREPARING
        self._epoch = resume.epochs_done
        self._seen = 0
        # Of this epoch, but from before this process began: Keras does not count it.
        self._carried = 0
        self._carried_sums = {"loss": 0.0, "accuracy": 0.0}
        self._sums = {"loss": 0.0, "accuracy": 0.0}
        self._losses: list[float] = []
        self._accuracies: list[float] = []
        self._epochs: list[EpochResult] = []
        self._marks: deque[tuple[float, int]] = deque()
        self._last_speed: float | None = None
        self._trained_images = resume.epochs_done * images
        self._epoch_began = 0.0
        self._check_began = 0.0
        self._check_seconds = 0.0

    def enter(self, stage: Stage) -> None:
        """Announce a stage, waiting for the next moment when a report may go."""
        self._stage = stage
        time.sleep(max(0.0, self._sent_at + REPORT_SECONDS - self._clock()))
        self._flush()

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Begin counting an epoch."""
        self._stage = Stage.TRAINING
        self._epoch = epoch + 1
        self._carry_over(epoch)
        self._epoch_began = self._clock()
        # The pause for checking is no part of the training speed.
        self._marks.clear()

    def on_train_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Note one batch; end the run if its lease is over."""
        size = min(self._batch_size, self._images - self._seen)
        self._seen += size
        self._trained_images += size
        logs = logs or {}
        self._losses.append(self._last_of_mean("loss", logs, size))
        self._accuracies.append(self._last_of_mean("accuracy", logs, size))
        if not math.isfinite(self._losses[-1]):
            raise Diverged
        self._mark_speed()
        self._tick()

    def on_test_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Note that the images kept aside are being read."""
        self._stage = Stage.CHECKING
        self._check_began = self._clock()

    def on_test_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Stay stoppable while checking."""
        self._tick()

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Remember how long checking took, for the time left."""
        self._check_seconds = self._clock() - self._check_began

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Note the result of an epoch."""
        logs = logs or {}
        self._epochs.append(
            EpochResult(
                epoch=epoch + 1,
                loss=self._mean_of_epoch("loss", logs),
                accuracy=self._mean_of_epoch("accuracy", logs),
                val_loss=float(logs["val_loss"]),
                val_accuracy=float(logs["val_accuracy"]),
                seconds=self._clock() - self._epoch_began,
            )
        )
        self._tick()

    def _carry_over(self, epoch: int) -> None:
        """Begin an epoch with what an earlier run has done of it."""
        first = epoch == self._resume.epochs_done
        losses = self._resume.losses if first else ()
        self._carried = min(len(losses) * self._batch_size, self._images)
        self._seen = self._carried
        self._trained_images += self._carried
        self._sums = {"loss": 0.0, "accuracy": 0.0}
        self._carried_sums = dict(self._sums)
        left = self._carried
        for loss, accuracy in zip(losses, self._resume.accuracies, strict=False):
            size = min(self._batch_size, left)
            left -= size
            self._carried_sums["loss"] += size * loss
            self._carried_sums["accuracy"] += size * accuracy

    def _mean_of_epoch(self, name: str, logs: Mapping[str, Any]) -> float:
        """Return the mean over the whole epoch; Keras knows what it did itself."""
        if not self._carried:
            return float(logs[name])
        own = float(logs[name]) * (self._seen - self._carried)
        return (self._carried_sums[name] + own) / self._seen

    def _last_of_mean(self, name: str, logs: Mapping[str, Any], size: int) -> float:
        """Return one batch's own value; Keras gives the mean of what it has done."""
        total = float(logs[name]) * (self._seen - self._carried)
        value = (total - self._sums[name]) / size
        self._sums[name] = total
        # The means are float32: their difference can fall a hair below zero. A value
        # that is no number stays what it is.
        return 0.0 if value < 0 else value

    def _mark_speed(self) -> None:
        now = self._clock()
        self._marks.append((now, self._trained_images))
        while now - self._marks[0][0] > SPEED_WINDOW_SECONDS and len(self._marks) > 2:
            self._marks.popleft()

    def _speed(self) -> float | None:
        if len(self._marks) > 1:
            (begun, images_then), (now, images_now) = self._marks[0], self._marks[-1]
            # A handful of batches tells nothing: the first one builds the graph.
            if now - begun >= REPORT_SECONDS / 2:
                self._last_speed = (images_now - images_then) / (now - begun)
        return self._last_speed

    def _seconds_left(self, speed: float | None) -> float | None:
        if not speed:
            return None
        images = self._images * self._resume.goal - self._trained_images
        checks = self._resume.goal - self._epoch + 1
        return images / speed + checks * self._check_seconds

    def _tick(self) -> None:
        ending = self._lease.ending
        if ending is not None:
            raise Ended(ending)
        if self._clock() - self._sent_at >= REPORT_SECONDS:
            self._flush()

    def _flush(self) -> None:
        speed = self._speed()
        report = Report(
            run_id=self._run_id,
            stage=self._stage,
            epoch=self._epoch,
            losses=tuple(self._losses),
            accuracies=tuple(self._accuracies),
            epochs=tuple(self._epochs),
            images_per_second=speed,
            seconds_left=self._seconds_left(speed),
        )
        self._losses, self._accuracies, self._epochs = [], [], []
        self._sent_at = self._clock()
        self._send(report)
