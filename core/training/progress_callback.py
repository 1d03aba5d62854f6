"""A Keras callback that reports every batch, a few times a second."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import keras

from core.runs.progress import EpochResult, Report, Stage
from core.runs.slow_motion import Step
from core.runs.snapshots import Snapshot
from core.training.epoch_log import EpochLog

REPORT_SECONDS = 0.25
SPEED_WINDOW_SECONDS = 3.0


class ProgressCallback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Collects what happens and sends it, at most every `REPORT_SECONDS`.

    A stage that begins is sent at once: to wait for it took a class of thirty four
    seconds.

    Args:
        run_id: Stamped on every report.
        log: Given every batch and epoch; it says where the run begins.
        send: Takes each report.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        run_id: str,
        log: EpochLog,
        send: Callable[[Report], None],
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__()
        self._run_id = run_id
        self._log = log
        self._send = send
        self._clock = clock
        self._sent_at = float("-inf")
        self._stage = Stage.PREPARING
        self._losses: list[float] = []
        self._accuracies: list[float] = []
        self._epochs: list[EpochResult] = []
        self._snapshots: list[Snapshot] = []
        self._step: Step | None = None
        self._speed = SpeedMeter(clock)
        self._epoch_began = 0.0
        self._check_began = 0.0
        self._check_seconds = 0.0

    def enter(self, stage: Stage) -> None:
        """Announce a stage."""
        self._stage = stage
        self.flush()

    def add_snapshot(self, snapshot: Snapshot) -> None:
        """Send along what was watched."""
        self._snapshots.append(snapshot)
        self._log.add_snapshot(snapshot)

    def report_step(self, step: Step) -> None:
        """Send a batch in slow motion, at once."""
        self._step = step
        self.flush()

    def add_batch(self, loss: float, accuracy: float) -> None:
        """Report one batch that was not Keras's `fit`'s.

        Raises:
            Diverged: The loss is no number any more.
        """
        self._log.add(loss, accuracy)
        self._note(loss, accuracy)

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Begin an epoch, or go on with one."""
        self._stage = Stage.TRAINING
        if self._log.epoch != epoch + 1 or not self._epoch_began:
            self._epoch_began = self._clock()
        self._log.start_epoch(epoch)
        # The pause for checking is no part of the training speed.
        self._speed.restart()

    def on_train_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Report one batch."""
        self._step = None
        loss, accuracy = self._log.add_from_means(logs or {})
        self._speed.mark(self._log.trained_images)
        self._note(loss, accuracy)

    def on_test_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Report that the test images are being read."""
        self._stage = Stage.CHECKING
        self._check_began = self._clock()

    def on_test_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Send what is new where it is time to."""
        self._flush_if_due()

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Remember how long checking took, for the time left."""
        self._check_seconds = self._clock() - self._check_began

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Note the result of an epoch.

        It goes with the next report: the page must not hear of an epoch before its
        checkpoint is stored, and that is another callback's.
        """
        seconds = self._clock() - self._epoch_began
        self._epochs.append(self._log.end(epoch, logs or {}, seconds))

    def _note(self, loss: float, accuracy: float) -> None:
        self._losses.append(loss)
        self._accuracies.append(accuracy)
        self._flush_if_due()

    def _seconds_left(self, speed: float | None) -> float | None:
        if not speed:
            return None
        log = self._log
        images = log.images * log.goal - log.trained_images
        checks = log.goal - log.epoch + 1
        return images / speed + checks * self._check_seconds

    def _flush_if_due(self) -> None:
        if self._clock() - self._sent_at >= REPORT_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Send what has not been reported yet."""
        speed = self._speed.images_per_second()
        report = Report(
            run_id=self._run_id,
            stage=self._stage,
            epoch=self._log.epoch,
            losses=tuple(self._losses),
            accuracies=tuple(self._accuracies),
            epochs=tuple(self._epochs),
            images_per_second=speed,
            seconds_left=self._seconds_left(speed),
            moments=tuple(self._snapshots),
            step=self._step,
        )
        self._losses, self._accuracies = [], []
        self._epochs, self._snapshots = [], []
        self._sent_at = self._clock()
        self._send(report)


class SpeedMeter:
    """Images a second over the last `SPEED_WINDOW_SECONDS`.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque()
        self._last: float | None = None

    def restart(self) -> None:
        """Measure from the next mark on."""
        self._marks.clear()

    def mark(self, images: int) -> None:
        """Note how many images have been trained on by now."""
        now = self._clock()
        self._marks.append((now, images))
        while now - self._marks[0][0] > SPEED_WINDOW_SECONDS and len(self._marks) > 2:
            self._marks.popleft()

    def images_per_second(self) -> float | None:
        """Return the speed, the last one known; None before the first."""
        if len(self._marks) > 1:
            (begun, images_then), (now, images_now) = self._marks[0], self._marks[-1]
            # A handful of batches tells nothing: the first one builds the graph.
            if now - begun >= REPORT_SECONDS / 2:
                self._last = (images_now - images_then) / (now - begun)
        return self._last
