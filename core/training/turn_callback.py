"""A Keras callback that leaves `fit` when a run's turn is over."""

from collections.abc import Callable, Mapping
from typing import Any

import keras

from core.runs.progress import EpochOver
from core.training.epoch_log import EpochLog
from core.training.lease import Lease


class TurnEnded(Exception):
    """Leaves Keras's `fit`: the store has the run, and others go first.

    Attributes:
        queued_at: The run's new place in the line, in seconds since 1970.
    """

    def __init__(self, queued_at: float) -> None:
        super().__init__(queued_at)
        self.queued_at = queued_at


class TurnCallback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Ends a turn with an epoch where it can, and else with a batch.

    It comes last of all callbacks: a run that is ended or slowed down is not asked to
    let others go first.

    Args:
        log: Has the epochs.
        lease: Says when the turn is over.
        end_turn: Stores the run and returns its new place in the line; None where it
            could not. It takes what was done of an epoch that is not over, None where
            there is no such epoch. None for a run that cannot be interrupted.
        flush: Sends what has not been reported yet.
    """

    def __init__(
        self,
        log: EpochLog,
        lease: Lease,
        end_turn: Callable[[EpochOver | None], float | None] | None,
        flush: Callable[[], None],
    ) -> None:
        super().__init__()
        self._log = log
        self._lease = lease
        self._end_turn = end_turn
        self._flush = flush
        # In this epoch: a store that is away must not be waited for at every batch.
        self._tried = False

    def check(self) -> None:
        """End a turn that is over, after a batch.

        Raises:
            TurnEnded: It is over.
        """
        if not self._tried and self._lease.is_turn_over(within_epoch=True):
            self._tried = True
            self._end(self._log.broken_off())

    def on_train_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Leave `fit` where the epoch takes too long."""
        self.check()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Leave `fit` where the turn is over, and this was not the last epoch."""
        self._tried = False
        is_last = epoch + 1 >= self._log.goal
        if not is_last and self._lease.is_turn_over(within_epoch=False):
            self._end(None)

    def _end(self, part: EpochOver | None) -> None:
        queued_at = None if self._end_turn is None else self._end_turn(part)
        if queued_at is not None:
            self._flush()
            raise TurnEnded(queued_at)
