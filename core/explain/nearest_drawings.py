"""Finds the drawings of a class that a network finds most like a new one."""

from collections.abc import Hashable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.explain import activations
from core.explain.embedding import penultimate_activations
from core.single_flight import SingleFlightCache, single_flight

# Of a class each: four hundred drawings with 128 numbers take 0.2 MB.
KEPT = 8


def nearest(
    path: Path,
    seen: NDArray[np.float32],
    images: NDArray[np.uint8],
    count: int,
    *,
    version: Hashable,
) -> NDArray[np.intp]:
    """Return which drawings have numbers like those of a new one, nearest first.

    Its numbers are those that reach the network's last layer; they are compared by
    their Euclidean distance, as `EmbeddingMap.nearest` does with MNIST's.

    Args:
        path: LiteRT file of the network, which identifies it.
        seen: The new drawing, (28, 28) float32 in [0, 1].
        images: The others, (n, 28, 28) uint8, ink bright.
        count: How many to return at most.
        version: Changes with `images`.

    Raises:
        NetworkGone: The network's file no longer exists.
    """
    known = _features().get_or_compute(
        (path, version),
        lambda: np.stack([_numbers(path, as_float32(image)) for image in images]),
    )
    distances = np.linalg.norm(known - _numbers(path, seen), axis=1)
    return np.argsort(distances, kind="stable")[:count]


@single_flight(1)
def _features() -> SingleFlightCache[Hashable, NDArray[np.float32]]:
    return SingleFlightCache(KEPT)


def _numbers(path: Path, seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what reaches the network's last layer, (units,) float32."""
    return penultimate_activations(activations.load_cached(path).layers(seen))
