"""How a network learns signs from the few drawings that one class makes of them."""

import numpy as np
from numpy.typing import NDArray

from core.settings.network import NetworkSpec, parse_blocks
from core.settings.run import RunSettings, Schedule

# Images of one epoch: the drawings, repeated, each time varied by chance.
EPOCH_IMAGES = 6000
RECIPE = RunSettings(
    network=NetworkSpec(
        parse_blocks("16x3p-32x3p-64x3"), (128,), batch_norm=True, dropout=30
    ),
    epochs=10,
    batch_size=64,
    images=EPOCH_IMAGES,
    learning_rate=0.01,
    schedule=Schedule.ONE_CYCLE,
    rotation=10,
    shift=1,
    zoom=10,
    thickness=50,
)


def practised(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the images and labels of one epoch: each sign equally often.

    Args:
        images: The drawings to train on, (n, 28, 28) uint8, n at least 1.
        labels: Their signs, (n,) uint8.

    Returns:
        About `EPOCH_IMAGES` images, none of them fewer times than another of its sign
        but for one, and their labels.
    """
    known = np.unique(labels)
    share = max(1, EPOCH_IMAGES // len(known))
    chosen = np.concatenate(
        [np.resize(np.flatnonzero(labels == label), share) for label in known]
    )
    return images[chosen], labels[chosen]
