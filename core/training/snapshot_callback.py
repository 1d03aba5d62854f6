"""Look at a network now and then while it trains."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.runs import snapshots
from core.runs.snapshots import Snapshot, TrackedDigit
from core.settings.network import CLASSES, SIDE
from core.training import keras_model
from core.training.traced_networks import TracedNetwork


class SnapshotCallback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Notes what a network answers to the pinned digits, and its first layer.

    Args:
        network: What is trained.
        pins: Digits whose answers are followed; there may be none.
        note: Takes each moment.
        batches_per_epoch: In one epoch.
        batches: That the network has seen already.
    """

    def __init__(
        self,
        network: TracedNetwork,
        pins: Sequence[TrackedDigit],
        note: Callable[[Snapshot], None],
        *,
        batches_per_epoch: int,
        batches: int,
    ) -> None:
        super().__init__()
        self._note = note
        self._batches_per_epoch = batches_per_epoch
        self._batches = batches
        self._looked_at = -1
        self._kernel = keras_model.first_kernel(network.model)
        self._answer = _answering(network, pins)

    def on_start(self) -> None:
        """Look before the first batch, where there is none yet."""
        if not self._batches:
            self.look()

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Count a batch, and look where it is time to."""
        self._batches += 1
        if snapshots.is_due(self._batches, self._batches_per_epoch):
            self.look()

    def end(self) -> None:
        """Look at what it has become, however it ended."""
        if self._looked_at != self._batches:
            self.look()

    def look(self) -> None:
        """Look now."""
        self._looked_at = self._batches
        filters = keras_model.as_pictures(self._kernel.numpy())
        self._note(Snapshot(self._batches, self._answer(), filters))


def _answering(
    network: TracedNetwork, pins: Sequence[TrackedDigit]
) -> Callable[[], NDArray[np.float32]]:
    """Return what asks a network for its answers to the pins, (pins, 10)."""
    if not pins:
        return lambda: np.empty((0, CLASSES), np.float32)
    images = np.stack([pin.image for pin in pins]).reshape(-1, SIDE, SIDE, 1)
    given = tf.constant(as_float32(images))
    return lambda: network.answers(given).numpy()
