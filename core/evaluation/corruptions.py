"""Disturb digits on purpose, by as much as one asks, and always in the same way.

Source: Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common
Corruptions and Perturbations" (2019), for asking a network the same images again, a
little worse each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.datasets.augmentation import move, thicken
from core.settings.network import SIDE

NOISE_SEED = 1


class Corruption(StrEnum):
    """What can be done to a digit; the value is its name in `Strengths`."""

    NOISE = "noise"
    ROTATION = "rotation"
    SHIFT = "shift"
    THICKNESS = "thickness"


@dataclass(frozen=True)
class Strengths:
    """How much of each disturbance; at 0 a digit is left as it is.

    Attributes:
        noise: Standard deviation of what is added to a pixel, in percent of full ink.
        rotation: Degrees, clockwise; below 0 the other way.
        shift: Pixels to the right; below 0 to the left.
        thickness: Percent of the way to a pixel more of ink all around; below 0, less.
    """

    noise: int = 0
    rotation: int = 0
    shift: int = 0
    thickness: int = 0

    def of(self, disturbance: Corruption) -> int:
        """Return how much there is of one disturbance."""
        return {
            Corruption.NOISE: self.noise,
            Corruption.ROTATION: self.rotation,
            Corruption.SHIFT: self.shift,
            Corruption.THICKNESS: self.thickness,
        }[disturbance]


# What can be asked for, one step apart.
RANGES: Mapping[Corruption, range] = {
    Corruption.NOISE: range(0, 101, 5),
    Corruption.ROTATION: range(-180, 181, 5),
    Corruption.SHIFT: range(-10, 11),
    Corruption.THICKNESS: range(-100, 101, 10),
}


def corrupt(images: NDArray[np.float32], strengths: Strengths) -> NDArray[np.float32]:
    """Return digits with their ink thickened, then turned, then moved, then noisy.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        strengths: How much of each; the same for every image.

    Returns:
        (n, 28, 28) float32 in [0, 1]. Each image has a noise of its own that only
        grows, and the first of many has that of one alone.
    """
    if strengths.thickness:
        images = thicken(images, _each(strengths.thickness / 100).astype(np.float32))
    if strengths.rotation or strengths.shift:
        angle = np.radians(_each(strengths.rotation))
        images = move(images, angle, _each(1), _each(0), _each(strengths.shift))
    if strengths.noise:
        grain = np.random.default_rng(NOISE_SEED).standard_normal(
            (len(images), SIDE, SIDE), np.float32
        )
        images = np.clip(images + np.float32(strengths.noise / 100) * grain, 0, 1)
    return images


def _each(amount: float) -> NDArray[np.float64]:
    """Return one amount for all images, as `core.datasets.augmentation` takes it."""
    return np.full((1, 1, 1), amount, np.float64)
