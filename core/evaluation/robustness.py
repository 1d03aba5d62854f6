"""Measures a network's accuracy on test digits that are more and more corrupted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.evaluation import metrics
from core.evaluation.corruptions import Corruption, Strengths, corrupt
from core.evaluation.metrics import Evaluation, judge
from core.prediction import Predictor

# Strengths at which a curve is measured. It is nearly straight between them.
MEASURED: Mapping[Corruption, tuple[int, ...]] = {
    Corruption.NOISE: (0, 10, 20, 30, 40, 50, 60, 80, 100),
    Corruption.ROTATION: (-180, -90, -45, -20, 0, 20, 45, 90, 180),
    Corruption.SHIFT: (-10, -7, -5, -3, 0, 3, 5, 7, 10),
    Corruption.THICKNESS: (-100, -75, -50, -25, 0, 25, 50, 75, 100),
}


@dataclass(frozen=True, eq=False)
class Robustness:
    """A network's accuracy at each strength of a corruption.

    Attributes:
        strengths: Strengths in the unit of `core.evaluation.corruptions.Strengths`,
            (k,) float64, ascending.
        accuracies: Accuracy at each strength, (k,) float64, 0 to 1.
        digits: Number of test digits at each strength.
    """

    strengths: NDArray[np.float64]
    accuracies: NDArray[np.float64]
    digits: int

    def at(self, strength: float) -> float:
        """Return the accuracy at a strength, interpolated between measured ones."""
        return float(np.interp(strength, self.strengths, self.accuracies))

    @property
    def undisturbed(self) -> float:
        """Accuracy on the original digits."""
        return self.at(0)

    def least_below(self, share: float) -> int | None:
        """Return the weakest measured strength with an accuracy below a share.

        Args:
            share: Accuracy, 0 to 1.

        Returns:
            The strength with the smallest absolute value, positive if there are two;
            None if the accuracy is never below the share.
        """
        below = self.strengths[self.accuracies < share]
        return int(min(below, key=lambda s: (abs(s), -s))) if len(below) else None


def measure(
    predictor: Predictor,
    disturbance: Corruption,
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
) -> Robustness:
    """Measure a network's accuracy on the same digits at each strength.

    Args:
        predictor: The network.
        disturbance: Corruption to apply.
        images: (n, 28, 28) uint8, ink bright.
        labels: Label of each image, (n,) uint8, 0 to 9.
    """
    whole = judge(predictor, images, labels)
    clear = as_float32(images)

    def accuracy(strength: int) -> float:
        if strength == 0:
            return whole.accuracy
        with metrics.cores.turn():
            disturbed = corrupt(clear, Strengths(**{disturbance.value: strength}))
            return Evaluation(predictor.probabilities(disturbed), labels).accuracy

    strengths = MEASURED[disturbance]
    return Robustness(
        np.array(strengths, np.float64),
        np.array([accuracy(strength) for strength in strengths]),
        len(labels),
    )
