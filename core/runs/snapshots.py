"""Snapshots of a network while it trains: answers to tracked digits, first filters."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays.messages import Matrix, Pictures
from core.settings.datasets import DatasetName

# Each tracked digit has a chart next to the loss.
MOST_PINS = 4
# The network changes most in the first batches, so snapshots are closer together there.
FIRST_EPOCH_MOMENTS = 24
LATER_MOMENTS = 4


@dataclass(frozen=True, eq=False)
class TrackedDigit:
    """A digit for which each snapshot has the network's answer.

    Attributes:
        image: Preprocessed digit, (28, 28) uint8, ink bright.
        label: Label of the digit, 0 to 9; None if unknown.
        dataset: Data set that the image belongs to; a drawing is a digit. It is not
            stored: a run's settings name its data set.
    """

    image: NDArray[np.uint8]
    label: int | None
    dataset: DatasetName = DatasetName.MNIST


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A network at one moment of its training.

    Attributes:
        batch: Batches that the network has been trained on, including those of a run
            that this one continues; 0 before the first.
        probabilities: Softmax output for each tracked digit, (pins, 10) float32.
        filters: First layer's weights as pictures, (n, height, width) float32.
    """

    batch: int
    probabilities: Matrix[np.float32]
    filters: Pictures[np.float32]


def is_due(batch: int, batches_per_epoch: int) -> bool:
    """Return whether to take a snapshot after a number of batches.

    Args:
        batch: Batches that the network has been trained on, in all epochs.
        batches_per_epoch: Batches in one epoch.

    Returns:
        True before the first batch, then at growing intervals in the first epoch, and
        `LATER_MOMENTS` times in each later one. A first epoch of ten batches or more
        has at least ten snapshots.
    """
    if batch <= batches_per_epoch:
        return batch in _first_epoch(batches_per_epoch)
    index = batch % batches_per_epoch
    return (index * LATER_MOMENTS) % batches_per_epoch < LATER_MOMENTS


@functools.lru_cache(16)
def _first_epoch(batches: int) -> frozenset[int]:
    """Return 0 and logarithmically spaced batches up to the last."""
    spaced = np.geomspace(1, batches, FIRST_EPOCH_MOMENTS)
    return frozenset({0, *np.round(spaced).astype(int).tolist()})
