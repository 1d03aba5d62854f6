"""The Keras callbacks of one run, in their order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import keras

from core.runs.progress import EpochOver, Report
from core.training.checkpoint_callback import CheckpointCallback
from core.training.epoch_log import EpochLog
from core.training.lease import Lease
from core.training.lease_callback import LeaseCallback
from core.training.progress_callback import ProgressCallback
from core.training.turn_callback import TurnCallback


@dataclass(frozen=True)
class RunCallbacks:
    """Four callbacks around one log, each with one job.

    Attributes:
        log: What was done of the run's epochs.
        progress: Fills the log, and reports it.
        checkpoint: Has each epoch stored.
        lease: Leaves `fit` when the run is ended or slowed down.
        turn: Leaves `fit` when others go first.
    """

    log: EpochLog
    progress: ProgressCallback
    checkpoint: CheckpointCallback
    lease: LeaseCallback
    turn: TurnCallback

    @classmethod
    def create(
        cls,
        run_id: str,
        log: EpochLog,
        *,
        lease: Lease,
        send: Callable[[Report], None],
        save: Callable[[EpochOver], None] | None = None,
        end_turn: Callable[[EpochOver | None], float | None] | None = None,
    ) -> Self:
        """Return a run's callbacks.

        Args:
            run_id: Stamped on every report.
            log: Where the run begins.
            lease: Ends the run early, and sets its speed.
            send: Takes each report.
            save: Takes each epoch that is over; None where the run is not stored.
            end_turn: As `TurnCallback` takes it.
        """
        progress = ProgressCallback(run_id, log, send)
        return cls(
            log,
            progress,
            CheckpointCallback(log, save),
            LeaseCallback(lease),
            TurnCallback(log, lease, end_turn, progress.flush),
        )

    def in_order(self) -> list[keras.callbacks.Callback]:
        """Return them as Keras is to call them."""
        return [self.progress, self.checkpoint, self.lease, self.turn]

    def add_batch(self, loss: float, accuracy: float) -> None:
        """Take in a batch that was not Keras's `fit`'s.

        Raises:
            Ended: The run was ended meanwhile.
            TurnEnded: Others go first.
            Diverged: The loss is no number any more.
        """
        self.progress.add_batch(loss, accuracy)
        self.lease.check()
        self.turn.check()

    def end_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        """Take in the end of an epoch that was not Keras's `fit`'s.

        Args:
            epoch: Its number, from 0.
            logs: Its results, as Keras gives them.

        Raises:
            Ended: The run was ended meanwhile.
            TurnEnded: Others go first.
        """
        for callback in self.in_order():
            callback.on_epoch_end(epoch, logs)
