"""Training in slow motion: a batch in four sub-steps, with the numbers of each."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.arrays.messages import Matrix, Pictures, Vector

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
    images: Pictures[np.float32]
    labels: Vector[np.uint8]
    probabilities: Matrix[np.float32]
    losses: Vector[np.float32]
    loss: float
    weights: Pictures[np.float32]
    gradient: Pictures[np.float32]
    updated: Pictures[np.float32]
    playing: bool = False
