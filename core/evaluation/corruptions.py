"""Corrupts digits by a given strength, reproducibly.

Source: Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common
Corruptions and Perturbations" (2019), for testing a network on the same images at
rising strengths.
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
    """A corruption of a digit; the value is its field's name in `Strengths`."""

    NOISE = "noise"
    ROTATION = "rotation"
    SHIFT = "shift"
    THICKNESS = "thickness"


@dataclass(frozen=True)
class Strengths:
    """Strength of each corruption; at 0 the digit does not change.

    Attributes:
        noise: Standard deviation of the Gaussian noise, in percent of full ink.
        rotation: Rotation in degrees, clockwise; below 0 anticlockwise.
        shift: Shift to the right in pixels; below 0 to the left.
        thickness: Growth of the strokes on every side, in percent of a pixel; below 0
            they get thinner.
    """

    noise: int = 0
    rotation: int = 0
    shift: int = 0
    thickness: int = 0

    def strength(self, corruption: Corruption) -> int:
        """Return the strength of one corruption."""
        return {
            Corruption.NOISE: self.noise,
            Corruption.ROTATION: self.rotation,
            Corruption.SHIFT: self.shift,
            Corruption.THICKNESS: self.thickness,
        }[corruption]


# Strengths that a visitor can choose.
RANGES: Mapping[Corruption, range] = {
    Corruption.NOISE: range(0, 101, 5),
    Corruption.ROTATION: range(-180, 181, 5),
    Corruption.SHIFT: range(-10, 11),
    Corruption.THICKNESS: range(-100, 101, 10),
}


def corrupt(images: NDArray[np.float32], strengths: Strengths) -> NDArray[np.float32]:
    """Change the thickness of digits, then rotate and shift them, then add noise.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        strengths: Strength of each corruption, the same for every image.

    Returns:
        (n, 28, 28) float32 in [0, 1]. Each image has its own noise pattern, which the
        strength only scales; the first image always has the same pattern.
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
    """Return one amount for all images, (1, 1, 1), for `core.datasets.augmentation`."""
    return np.full((1, 1, 1), amount, np.float64)
