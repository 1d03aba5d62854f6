"""The digits at a glance: how many of each, their average, some of them to see."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.datasets.loader import Source
from core.settings.network import CLASSES
from core.single_flight import single_flight

# For each class: enough to leaf through, and 1 MB in all.
MOST_EXAMPLES = 120


@dataclass(frozen=True)
class Overview:
    """The digits at a glance, class by class.

    Attributes:
        source: Where they come from.
        training_counts: (10,) int64, training digits of each class.
        test_counts: (10,) int64, test digits of each class.
        averages: (10, 28, 28) float32 in [0, 1], mean of each class's training digits.
        examples: For each class its first training digits, (n, 28, 28) uint8, n being
            `MOST_EXAMPLES` or as many as there are.
    """

    source: Source
    training_counts: NDArray[np.int64]
    test_counts: NDArray[np.int64]
    averages: NDArray[np.float32]
    examples: tuple[NDArray[np.uint8], ...]


@single_flight(1)
def overview(source: Source) -> Overview:
    """Return the overview of the digits, computed once for all visitors.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file does not hold what it should.
    """
    # Not `loader.load`, which would keep the training images in the web process.
    digits = loader.read(source)
    classes = [np.flatnonzero(digits.y_train == label) for label in range(CLASSES)]
    averages = [digits.x_train[places].mean(axis=0) / 255 for places in classes]
    return Overview(
        source,
        np.bincount(digits.y_train, minlength=CLASSES),
        np.bincount(digits.y_test, minlength=CLASSES),
        np.array(averages, np.float32),
        tuple(digits.x_train[places[:MOST_EXAMPLES]] for places in classes),
    )
