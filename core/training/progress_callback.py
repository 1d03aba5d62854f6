"""A Keras callback that announces every batch, a few times a second."""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import keras

from core.errors import Diverged
from core.runs.progress import Ending, EpochOver, EpochResult, Report, Resume, Stage
from core.runs.slow_motion import Step
from core.runs.snapshots import Snapshot
from core.training.lease import Lease

REPORT_SECONDS = 0.25
SPEED_WINDOW_SECONDS = 3.0


class Ended(Exception):
    """Leaves Keras's `fit` at once; `stop_training` would still run the validation."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.value)
        self.ending = ending


class SlowedDown(Exception):
    """Leaves Keras's `fit` between two batches, to go on in slow motion."""


class ProgressCallback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Collects what happens and sends it, at most every `REPORT_SECONDS`.

    Args:
        run_id: Which run.
        lease: Read after every batch; when it ends, `Ended` is raised, and
            `SlowedDown` where its pace is slow.
        send: Takes each report.
        images: Training images in an epoch.
        batch_size: Images in a batch.
        resume: Where it begins, and how many epochs are to be over at the end.
        keep: If given, takes each epoch that is over, before anything more is done.
        clock: Seconds, monotonic.
        sleep: Lets so many of them pass.
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
        keep: Callable[[EpochOver], None] | None = None,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__()
        self._run_id = run_id
        self._lease = lease
        self._send = send
        self._images = images
        self._batch_size = batch_size
        self._goal = resume.goal
        self._keep = keep
        self._clock = clock
        self._sleep = sleep
        self._sent_at = float("-inf")
        self._stage = Stage.PREPARING
        self._epoch = resume.epochs_done
        self._epochs_done = resume.epochs_done
        # Every batch of the epoch that is not over.
        self._part_losses = list(resume.losses)
        self._part_accuracies = list(resume.accuracies)
        self._seen = 0
        # Of this epoch, but from before `fit` began: Keras does not count it.
        self._carried = 0
        self._carried_sums = {"loss": 0.0, "accuracy": 0.0}
        self._sums = {"loss": 0.0, "accuracy": 0.0}
        self._losses: list[float] = []
        self._accuracies: list[float] = []
        self._epochs: list[EpochResult] = []
        self._moments: list[Snapshot] = []
        self._part_moments: list[Snapshot] = []
        self._step: Step | None = None
        self._marks: deque[tuple[float, int]] = deque()
        self._last_speed: float | None = None
        self._trained_images = resume.epochs_done * images
        self._epoch_began = 0.0
        self._check_began = 0.0
        self._check_seconds = 0.0

    def enter(self, stage: Stage) -> None:
        """Announce a stage, waiting for the next moment when a report may go."""
        self._stage = stage
        self._sleep(max(0.0, self._sent_at + REPORT_SECONDS - self._clock()))
        self._flush()

    def stand(self) -> Resume:
        """Return how far it has got, for a training that goes on from there."""
        return Resume(
            self._goal,
            self._epochs_done,
            tuple(self._part_losses),
            tuple(self._part_accuracies),
        )

    def note(self, moment: Snapshot) -> None:
        """Send along what was watched."""
        self._moments.append(moment)
        self._part_moments.append(moment)

    def show(self, step: Step) -> None:
        """Send a batch in slow motion, at once."""
        self._step = step
        self._flush()

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Begin counting an epoch, or go on with one."""
        self._stage = Stage.TRAINING
        if self._epoch != epoch + 1 or not self._epoch_began:
            self._epoch_began = self._clock()
        self._epoch = epoch + 1
        self._carry_over()
        # The pause for checking is no part of the training speed.
        self._marks.clear()

    def on_train_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Note one batch; end the run if its lease is over."""
        size = min(self._batch_size, self._images - self._seen)
        self._seen += size
        logs = logs or {}
        self._step = None
        self._add(
            size,
            self._last_of_mean("loss", logs, size),
            self._last_of_mean("accuracy", logs, size),
        )
        self._mark_speed()
        self._tick()
        if self._lease.pace.is_slow:
            raise SlowedDown

    def add_batch(self, loss: float, accuracy: float) -> None:
        """Note one batch that was not Keras's `fit`'s."""
        size = min(self._batch_size, self._images - self._seen)
        self._seen += size
        self._add(size, loss, accuracy)
        self._tick()

    def _add(self, size: int, loss: float, accuracy: float) -> None:
        self._trained_images += size
        for losses in (self._losses, self._part_losses):
            losses.append(loss)
        for accuracies in (self._accuracies, self._part_accuracies):
            accuracies.append(accuracy)
        if not math.isfinite(loss):
            raise Diverged

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
        result = EpochResult(
            epoch=epoch + 1,
            loss=self._mean_of_epoch("loss", logs),
            accuracy=self._mean_of_epoch("accuracy", logs),
            val_loss=float(logs["val_loss"]),
            val_accuracy=float(logs["val_accuracy"]),
            seconds=self._clock() - self._epoch_began,
        )
        self._epochs.append(result)
        self._keep_epoch(result)
        self._epochs_done = epoch + 1
        self._part_losses, self._part_accuracies = [], []
        self._tick()

    def break_off(self) -> None:
        """Have what was done of an epoch kept that will not be over."""
        self._keep_epoch(None)

    def _keep_epoch(self, result: EpochResult | None) -> None:
        if self._keep is not None:
            self._keep(
                EpochOver(
                    tuple(self._part_losses),
                    tuple(self._part_accuracies),
                    result,
                    tuple(self._part_moments),
                )
            )
        self._part_moments = []

    def _carry_over(self) -> None:
        """Begin `fit` with what was done of the epoch before."""
        done = len(self._part_losses) * self._batch_size
        self._carried = min(done, self._images)
        self._seen = self._carried
        self._trained_images = self._epochs_done * self._images + self._carried
        self._sums = {"loss": 0.0, "accuracy": 0.0}
        self._carried_sums = dict(self._sums)
        left = self._carried
        for loss, accuracy in zip(
            self._part_losses, self._part_accuracies, strict=True
        ):
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
        images = self._images * self._goal - self._trained_images
        checks = self._goal - self._epoch + 1
        return images / speed + checks * self._check_seconds

    def check(self) -> None:
        """End the run if its lease is over."""
        ending = self._lease.ending
        if ending is not None:
            raise Ended(ending)

    def _tick(self) -> None:
        """Send what is new where it is time to; end the run if its lease is over."""
        self.check()
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
            moments=tuple(self._moments),
            step=self._step,
        )
        self._losses, self._accuracies = [], []
        self._epochs, self._moments = [], []
        self._sent_at = self._clock()
        self._send(report)
