"""Which images a drawing is most like, pixel by pixel."""

import numpy as np
from numpy.typing import NDArray

from core.settings.network import CLASSES

# Images in one product: float32 of all 60 000 would take 188 MB.
CHUNK = 5000


def nearest(
    seen: NDArray[np.float32],
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    count: int,
) -> NDArray[np.intp]:
    """Return the nearest images of each class by Euclidean distance.

    Args:
        seen: (28, 28) float32 in [0, 1].
        images: (n, 28, 28) uint8.
        labels: (n,) uint8; at least `count` images of each class.
        count: How many of each class.

    Returns:
        (10, count): places in `images`, the nearest first.
    """
    wanted = seen.reshape(-1) * np.float32(255)
    distances = np.empty(len(images), np.float32)
    for start in range(0, len(images), CHUNK):
        part = images[start : start + CHUNK].reshape(-1, wanted.size)
        floats = part.astype(np.float32)
        # Without the drawing's own length, which is the same for all.
        distances[start : start + CHUNK] = (
            np.einsum("ij,ij->i", floats, floats) - 2 * floats @ wanted
        )
    found = []
    for label in range(CLASSES):
        places = np.flatnonzero(labels == label)
        order = np.argsort(distances[places], kind="stable")[:count]
        found.append(places[order])
    return np.stack(found)
