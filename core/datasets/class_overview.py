"""Overview of a data set by class: counts, mean image and examples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.datasets.loader import Source
from core.settings.datasets import DATASETS
from core.single_flight import single_flight

# Examples of each class: enough to page through, and 1 MB for all classes.
MOST_EXAMPLES = 120


@dataclass(frozen=True)
class Overview:
    """Overview of a data set by class.

    Attributes:
        source: The data set.
        training_counts: Training images of each class, (classes,) int64.
        test_counts: Test images of each class, (classes,) int64.
        averages: Mean of each class's training images, (classes, 28, 28) float32 in
            [0, 1].
        examples: First training images of each class, (n, 28, 28) uint8 with n up to
            `MOST_EXAMPLES`.
    """

    source: Source
    training_counts: NDArray[np.int64]
    test_counts: NDArray[np.int64]
    averages: NDArray[np.float32]
    examples: tuple[NDArray[np.uint8], ...]


# A megabyte each: one for visitors with digits, one for visitors with clothes.
@single_flight(2)
def overview(source: Source) -> Overview:
    """Return the overview of a data set; it is computed once for all visitors.

    Raises:
        DataUnavailable: The data set is not in the cache.
        DataBroken: A file is damaged or holds other data.
    """
    # Not `loader.load`, which would keep the training images in the web process.
    images = loader.read(source)
    count = DATASETS[source.dataset].classes
    classes = [np.flatnonzero(images.y_train == label) for label in range(count)]
    averages = [images.x_train[indices].mean(axis=0) / 255 for indices in classes]
    return Overview(
        source,
        np.bincount(images.y_train, minlength=count),
        np.bincount(images.y_test, minlength=count),
        np.array(averages, np.float32),
        tuple(images.x_train[indices[:MOST_EXAMPLES]] for indices in classes),
    )
