"""A Keras callback that has each epoch stored."""

from collections.abc import Callable, Mapping
from typing import Any

import keras

from core.runs.progress import EpochOver
from core.training.epoch_log import EpochLog


class CheckpointCallback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Hands over each epoch that is over, before anything more is done.

    It comes after the callback that gives the log its batches and epochs.

    Args:
        log: Has the epochs.
        save: Takes each of them; None where the run is not stored.
    """

    def __init__(
        self, log: EpochLog, save: Callable[[EpochOver], None] | None = None
    ) -> None:
        super().__init__()
        self._log = log
        self._save = save

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Have the epoch stored."""
        if self._save is not None and self._log.last_epoch is not None:
            self._save(self._log.last_epoch)

    def break_off(self) -> None:
        """Have stored what was done of an epoch that will not be over."""
        if self._save is not None:
            self._save(self._log.broken_off())
