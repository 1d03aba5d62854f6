"""Finds the images that are nearest to a drawing, pixel by pixel."""

import numpy as np
from numpy.typing import NDArray

from core.settings.network import CLASSES

# Images per matrix product: all 60 000 as float32 would take 188 MB.
CHUNK = 5000


def nearest(
    seen: NDArray[np.float32],
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    count: int,
) -> NDArray[np.intp]:
    """Return the images of each class with the smallest Euclidean distance.

    Args:
        seen: Preprocessed drawing, (28, 28) float32 in [0, 1].
        images: Images to search, (n, 28, 28) uint8.
        labels: Labels of the images, (n,) uint8; at least `count` of each class.
        count: Number of images to return for each class.

    Returns:
        (10, count): indices into `images`, nearest first.
    """
    wanted = seen.reshape(-1) * np.float32(255)
    distances = np.empty(len(images), np.float32)
    for start in range(0, len(images), CHUNK):
        part = images[start : start + CHUNK].reshape(-1, wanted.size)
        floats = part.astype(np.float32)
        # |drawing|² is the same for all images and left out.
        distances[start : start + CHUNK] = (
            np.einsum("ij,ij->i", floats, floats) - 2 * floats @ wanted
        )
    nearest_of_class = []
    for label in range(CLASSES):
        indices = np.flatnonzero(labels == label)
        order = np.argsort(distances[indices], kind="stable")[:count]
        nearest_of_class.append(indices[order])
    return np.stack(nearest_of_class)
