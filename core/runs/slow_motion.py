"""Training in slow motion: a batch in four sub-steps, with the numbers of each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.arrays.messages import pack, unpack

# Number of digits that are shown, from the start of a batch.
SHOWN_DIGITS = 8
# Time between two sub-steps while slow motion plays.
PLAY_SECONDS = 1.2


class Substep(StrEnum):
    """Sub-step of training on a batch, in order."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class Command(StrEnum):
    """Command from a visitor to the worker."""

    STEP = "step"
    PLAY = "play"
    PAUSE = "pause"
    FULL_SPEED = "full_speed"


@dataclass(frozen=True, eq=False)
class Step:
    """State of a batch after one of its sub-steps.

    Attributes:
        batch: Number of the batch in the epoch, from 1.
        substep: Sub-step that was carried out last.
        images: First digits of the batch, (n, 28, 28) float32 in [0, 1].
        labels: Labels of those digits, (n,) uint8.
        probabilities: Softmax output for each digit, (n, 10) float32.
        losses: Loss of each digit, (n,) float32.
        loss: Mean loss over the whole batch, which the optimiser minimises.
        weights: First layer's weights before the batch, as pictures, (filters, height,
            width) float32.
        gradient: Gradient of the loss by each weight, in the shape of `weights`; zeros
            before `Substep.BACKWARD`.
        updated: First layer's weights after the batch, in the shape of `weights`; equal
            to `weights` before `Substep.UPDATE`.
        playing: Whether slow motion continues by itself.
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
        """Return numbers, strings, bytes and lists only, which a Dask event carries."""
        return {
            name: pack(value) if isinstance(value, np.ndarray) else value
            for name, value in vars(self).items()
        } | {"substep": self.substep.value}

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Return the step that `to_message` converted."""
        values: dict[str, Any] = {
            name: unpack(value) if isinstance(value, dict) else value
            for name, value in message.items()
        }
        return cls(**values | {"substep": Substep(message["substep"])})
