"""Which ink mattered: cover a piece of the digit, ask again, and see what is lost.

Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks"
(2014), for covering a square. What it shows is what the answer misses when that square
is empty, and nothing more: ink that says the same twice is not missed, and a covered
digit is one that the network has never seen.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.network import SIDE

# As wide as a stroke of MNIST and a pixel to either side.
WINDOW = 5

Probabilities = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def maps(
    seen: NDArray[np.float32], probabilities: Probabilities
) -> NDArray[np.float32]:
    """Return how much of each digit's probability each place carries.

    Args:
        seen: (28, 28) float32 in [0, 1], ink bright.
        probabilities: Of a network: takes (n, 28, 28), returns (n, 10).

    Returns:
        (10, 28, 28) float32: the probability lost when a square of 5×5 pixels around
        the place is covered; below 0 where covering it makes the digit likelier. 0
        where there is no ink to cover.
    """
    covered, places = covers(seen)
    lost = np.zeros((10, SIDE, SIDE), np.float32)
    if len(covered):
        whole = probabilities(seen[None])[0]
        rows, columns = places.T
        lost[:, rows, columns] = (whole - probabilities(covered)).T
    return lost


def covers(
    seen: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Return the digit with each square covered that holds any ink.

    Returns:
        (n, 28, 28), and the middle of each square, (n, 2): row and column.
    """
    reach = WINDOW // 2
    padded = np.pad(seen, reach)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (WINDOW, WINDOW))
    places = np.argwhere(windows.max(axis=(2, 3)) > 0)
    covered = np.repeat(seen[None], len(places), axis=0)
    for image, (row, column) in zip(covered, places, strict=True):
        image[
            max(row - reach, 0) : row + reach + 1,
            max(column - reach, 0) : column + reach + 1,
        ] = 0
    return covered, places
