"""How well a network still reads the test digits the more they are disturbed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.evaluation.corruptions import Corruption, Strengths, corrupt
from core.evaluation.metrics import Evaluation, judge
from core.prediction import Predictor

# Where a curve is measured. It is straight enough in between to be drawn as a line.
MEASURED: Mapping[Corruption, tuple[int, ...]] = {
    Corruption.NOISE: (0, 10, 20, 30, 40, 50, 60, 80, 100),
    Corruption.ROTATION: (-180, -90, -45, -20, 0, 20, 45, 90, 180),
    Corruption.SHIFT: (-10, -7, -5, -3, 0, 3, 5, 7, 10),
    Corruption.THICKNESS: (-100, -75, -50, -25, 0, 25, 50, 75, 100),
}


@dataclass(frozen=True, eq=False)
class Robustness:
    """How many digits a network reads right at each strength of a disturbance.

    Attributes:
        strengths: As of `core.evaluation.corruptions.Strengths`, from the lowest, (k,).
        accuracies: Share of the digits that it reads right, (k,).
        digits: How many it was shown at each strength.
    """

    strengths: NDArray[np.float64]
    accuracies: NDArray[np.float64]
    digits: int

    def at(self, strength: float) -> float:
        """Return the accuracy at a strength, on the line between two measured ones."""
        return float(np.interp(strength, self.strengths, self.accuracies))

    @property
    def undisturbed(self) -> float:
        """The accuracy where nothing is disturbed."""
        return self.at(0)

    def least_below(self, share: float) -> int | None:
        """Return the weakest measured strength at which less than a share is read.

        Of two that are as strong, to either side, the positive one; None where there
        is none.
        """
        below = self.strengths[self.accuracies < share]
        return int(min(below, key=lambda s: (abs(s), -s))) if len(below) else None


def measure(
    predictor: Predictor,
    disturbance: Corruption,
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
) -> Robustness:
    """Show a network the same digits at every measured strength.

    Args:
        predictor: The network.
        disturbance: What is done to the digits.
        images: (n, 28, 28) uint8, ink bright.
        labels: What each writer meant, (n,) uint8.
    """
    whole = judge(predictor, images, labels)
    clear = images.astype(np.float32) / np.float32(255)

    def accuracy(strength: int) -> float:
        if strength == 0:
            return whole.accuracy
        disturbed = corrupt(clear, Strengths(**{disturbance.value: strength}))
        return Evaluation(predictor.probabilities(disturbed), labels).accuracy

    strengths = MEASURED[disturbance]
    return Robustness(
        np.array(strengths, np.float64),
        np.array([accuracy(strength) for strength in strengths]),
        len(labels),
    )
