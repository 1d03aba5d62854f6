"""Which ink mattered: cover a piece of the digit, ask again, and see what is lost.

Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks"
(2014), for covering a square. What it shows is what the answer misses when that square
is empty, and nothing more: ink that says the same twice is not missed, and a covered
digit is one that the network has never seen.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.settings.network import SIDE

# As wide as a stroke of MNIST and a pixel to either side.
WINDOW = 5

# In one answer: 0.16 s on one of two cores, which does 49 billion a second. The
# article's network and the shipped one stay below it with every drawing.
MOST_MULTIPLICATIONS = 8_000_000_000

Probabilities = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def maps(
    seen: NDArray[np.float32], probabilities: Probabilities, stride: int = 1
) -> NDArray[np.float32]:
    """Return how much of each digit's probability each place carries.

    Args:
        seen: (28, 28) float32 in [0, 1], ink bright.
        probabilities: Of a network: takes (n, 28, 28), returns (n, 10).
        stride: Side of the blocks of places that share the number of their middle.

    Returns:
        (10, 28, 28) float32: the probability lost when a square of 5×5 pixels around
        the place is covered; below 0 where covering it makes the digit likelier. 0
        where there is no ink to cover.
    """
    covered, places = covers(seen, stride)
    lost = np.zeros((10, SIDE, SIDE), np.float32)
    if len(covered):
        whole = probabilities(seen[None])[0]
        rows, columns = places.T
        lost[:, rows, columns] = (whole - probabilities(covered)).T
    middles = _middles(stride)
    enlarged: NDArray[np.float32] = lost[:, middles[:, None], middles]
    return enlarged


def stride(seen: NDArray[np.float32], multiplications: int) -> int:
    """Return how finely a network can be asked in the time that a visitor waits.

    Args:
        seen: As of `maps`.
        multiplications: Of the network, for one image.

    Returns:
        1, every place, up to 5: where the squares still cover all of the ink.
    """
    for length in range(1, WINDOW):
        if len(_places(seen, length)) * multiplications <= MOST_MULTIPLICATIONS:
            return length
    return WINDOW


def covers(
    seen: NDArray[np.float32], stride: int = 1
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Return the digit with each square covered that holds any ink.

    Args:
        seen: As of `maps`.
        stride: As of `maps`.

    Returns:
        (n, 28, 28), and the middle of each square, (n, 2): row and column.
    """
    reach = WINDOW // 2
    places = _places(seen, stride)
    covered = np.repeat(seen[None], len(places), axis=0)
    for image, (row, column) in zip(covered, places, strict=True):
        image[
            max(row - reach, 0) : row + reach + 1,
            max(column - reach, 0) : column + reach + 1,
        ] = 0
    return covered, places


def _places(seen: NDArray[np.float32], stride: int) -> NDArray[np.intp]:
    """Return the middles of the squares that hold any ink, (n, 2)."""
    padded = np.pad(seen, WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (WINDOW, WINDOW))
    middles = np.unique(_middles(stride))
    inked = (windows.max(axis=(2, 3)) > 0)[np.ix_(middles, middles)]
    return middles[np.argwhere(inked)]


def _middles(stride: int) -> NDArray[np.intp]:
    """Return for each row, or column, the middle of the block that it is in, (28,)."""
    blocks = np.arange(SIDE) // stride
    return np.asarray(np.minimum(blocks * stride + stride // 2, SIDE - 1), np.intp)
