"""Training in slow motion: one batch in four sub-steps, each shown in numbers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.arrays.messages import pack, unpack

# Digits of a batch that are shown, from its first.
SHOWN_DIGITS = 8
# Between two sub-steps while it plays by itself.
PLAY_SECONDS = 1.2


class Substep(StrEnum):
    """What is done with a batch, in order."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class Command(StrEnum):
    """What a visitor asks of the worker."""

    STEP = "step"
    PLAY = "play"
    PAUSE = "pause"
    FULL_SPEED = "full_speed"


@dataclass(frozen=True, eq=False)
class Step:
    """A batch as far as it has been worked on.

    Attributes:
        batch: Its number in the epoch, from 1.
        substep: What was done last.
        images: The first digits of the batch, (n, 28, 28) float32 in [0, 1].
        labels: What their writers meant, (n,) uint8.
        probabilities: Softmax of each, (n, 10) float32.
        losses: Of each of them, (n,) float32.
        loss: Mean over the whole batch, by which it corrects itself.
        weights: Of the first layer, as pictures, before the batch: (filters, height,
            width) float32.
        gradient: How fast the loss grows with each of them, same shape; known from
            `Substep.BACKWARD` on, until then zeros.
        updated: The weights after the batch; until `Substep.UPDATE` those before.
        playing: Whether it goes on by itself.
    """

    batch: int
    substep: Substep
    images: NDArray[np.float32]
    labels: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    losses: NDArray[np.float32]
    loss: float
    weights: NDArray[np.float32]
    gradient: NDArray[np.float32]
    updated: NDArray[np.float32]
    playing: bool = False

    def to_message(self) -> dict[str, Any]:
        """Return what a Dask event carries."""
        return {
            name: pack(value) if isinstance(value, np.ndarray) else value
            for name, value in vars(self).items()
        } | {"substep": self.substep.value}

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Undo `to_message`."""
        values: dict[str, Any] = {
            name: unpack(value) if isinstance(value, dict) else value
            for name, value in message.items()
        }
        return cls(**values | {"substep": Substep(message["substep"])})
