"""What is watched while a network learns: answers to some digits, first filters."""

import functools
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.arrays.messages import pack, unpack

# Each is a chart beside the loss.
MOST_PINS = 4
# Most happens in the first batches: close together there, further and further apart.
FIRST_EPOCH_MOMENTS = 24
LATER_MOMENTS = 4


@dataclass(frozen=True, eq=False)
class TrackedDigit:
    """A digit whose answers are followed.

    Attributes:
        image: (28, 28) uint8, ink bright, as a network sees it.
        label: What its writer meant; None where nobody said.
    """

    image: NDArray[np.uint8]
    label: int | None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A network at one moment of its training.

    Attributes:
        batch: Batches that it has seen, those of a run that this one continues
            included; 0 before the first.
        probabilities: Softmax of each pinned digit, (pins, 10) float32.
        filters: Its first layer's weights as pictures, (n, height, width) float32.
    """

    batch: int
    probabilities: NDArray[np.float32]
    filters: NDArray[np.float32]

    def to_message(self) -> dict[str, Any]:
        """Return what a Dask event carries."""
        return {
            "batch": self.batch,
            "probabilities": pack(self.probabilities),
            "filters": pack(self.filters),
        }

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Undo `to_message`."""
        return cls(
            message["batch"],
            unpack(message["probabilities"]),
            unpack(message["filters"]),
        )


def is_due(batch: int, batches_per_epoch: int) -> bool:
    """Say whether to look after so many batches.

    Args:
        batch: Batches that the network has seen, counted through all epochs.
        batches_per_epoch: In one epoch.

    Returns:
        True before the first, then ever more seldom through the first epoch, and a
        few times in each later one. An epoch of ten batches or more has ten moments.
    """
    if batch <= batches_per_epoch:
        return batch in _first_epoch(batches_per_epoch)
    place = batch % batches_per_epoch
    return (place * LATER_MOMENTS) % batches_per_epoch < LATER_MOMENTS


@functools.lru_cache(16)
def _first_epoch(batches: int) -> frozenset[int]:
    """Return 0, and batches spaced as on a logarithmic scale up to the last."""
    spaced = np.geomspace(1, batches, FIRST_EPOCH_MOMENTS)
    return frozenset({0, *np.round(spaced).astype(int).tolist()})
