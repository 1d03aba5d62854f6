"""Overview of a data set by class: counts, mean image and examples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.datasets.loader import Source
from core.settings.network import CLASSES
from core.single_flight import single_flight

# Examples of each class: enough to page through, and 1 MB for all classes.
MOST_EXAMPLES = 120


@dataclass(frozen=True)
class Overview:
    """Overview of a data set by class.

    Attributes:
        source: The data set.
        training_counts: Training digits of each class, (10,) int64.
        test_counts: Test digits of each class, (10,) int64.
        averages: Mean of each class's training digits, (10, 28, 28) float32 in [0, 1].
        examples: First training digits of each class, (n, 28, 28) uint8 with n up to
            `MOST_EXAMPLES`.
    """

    source: Source
    training_counts: NDArray[np.int64]
    test_counts: NDArray[np.int64]
    averages: NDArray[np.float32]
    examples: tuple[NDArray[np.uint8], ...]


@single_flight(1)
def overview(source: Source) -> Overview:
    """Return the overview of a data set; it is computed once for all visitors.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file is damaged or holds other data.
    """
    # Not `loader.load`, which would keep the training images in the web process.
    digits = loader.read(source)
    classes = [np.flatnonzero(digits.y_train == label) for label in range(CLASSES)]
    averages = [digits.x_train[indices].mean(axis=0) / 255 for indices in classes]
    return Overview(
        source,
        np.bincount(digits.y_train, minlength=CLASSES),
        np.bincount(digits.y_test, minlength=CLASSES),
        np.array(averages, np.float32),
        tuple(digits.x_train[indices[:MOST_EXAMPLES]] for indices in classes),
    )
