"""A Keras callback that leaves `fit` when a run is ended or slowed down."""

from collections.abc import Mapping
from typing import Any

import keras

from core.runs.progress import Ending
from core.training.lease import Lease


class Ended(Exception):
    """Leaves Keras's `fit` at once; `stop_training` would still run the validation."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.value)
        self.ending = ending


class SlowedDown(Exception):
    """Leaves Keras's `fit` between two batches, to go on in slow motion."""


class LeaseCallback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Reads the lease after every batch, of training and of checking.

    It comes last of all callbacks: what it raises must not keep the others from hearing
    of a batch or an epoch.

    Args:
        lease: Of the run.
    """

    def __init__(self, lease: Lease) -> None:
        super().__init__()
        self._lease = lease

    def check(self) -> None:
        """Go on, if the lease says so.

        Raises:
            Ended: It does not.
        """
        ending = self._lease.ending
        if ending is not None:
            raise Ended(ending)

    def on_train_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Leave `fit` where the run is ended or slowed down."""
        self.check()
        if self._lease.speed.is_slow:
            raise SlowedDown

    def on_test_batch_end(
        self, batch: int, logs: Mapping[str, Any] | None = None
    ) -> None:
        """Leave `fit` where the run is ended."""
        self.check()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Leave `fit` where the run is ended."""
        self.check()
