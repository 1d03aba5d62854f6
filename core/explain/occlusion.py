"""Occlusion maps: cover a square of the digit and measure the probability lost.

Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks"
(2014), for covering a square. The map shows only what the answer loses when one square
is empty. If two parts of the ink say the same thing, covering one changes nothing; and
the network has never seen a digit with a hole in it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.settings.network import CLASSES, SIDE

# Side of the square in pixels: a stroke of MNIST and a pixel on either side.
WINDOW = 5

# Most multiplications for one map: 0.16 s on one of two cores, which does 49 billion
# a second. The article's network and the shipped one need fewer for every drawing.
MOST_MULTIPLICATIONS = 8_000_000_000

Probabilities = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def maps(
    seen: NDArray[np.float32], probabilities: Probabilities, stride: int = 1
) -> NDArray[np.float32]:
    """Return the occlusion map of each digit.

    Args:
        seen: Preprocessed drawing, (28, 28) float32 in [0, 1], ink bright.
        probabilities: A network's softmax: takes (n, 28, 28) and returns (n, 10), both
            float32.
        stride: Side of the blocks of pixels that share the value of their middle.

    Returns:
        (10, 28, 28) float32: loss of the digit's probability when the 5×5 square
        around the pixel is covered; below 0 if covering it makes the digit likelier,
        0 if the square has no ink.
    """
    covered, places = covers(seen, stride)
    lost = np.zeros((CLASSES, SIDE, SIDE), np.float32)
    if len(covered):
        whole = probabilities(seen[None])[0]
        rows, columns = places.T
        lost[:, rows, columns] = (whole - probabilities(covered)).T
    middles = _middles(stride)
    enlarged: NDArray[np.float32] = lost[:, middles[:, None], middles]
    return enlarged


def stride(seen: NDArray[np.float32], multiplications: int) -> int:
    """Return the smallest stride for which a map takes no longer than a moment.

    Args:
        seen: Preprocessed drawing, (28, 28) float32 in [0, 1], ink bright.
        multiplications: Multiplications that the network needs for one image.

    Returns:
        1 (every pixel) to 5 (squares next to each other, which still cover all ink).
    """
    for length in range(1, WINDOW):
        if len(_places(seen, length)) * multiplications <= MOST_MULTIPLICATIONS:
            return length
    return WINDOW


def covers(
    seen: NDArray[np.float32], stride: int = 1
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Return copies of the digit, each with a different square of ink covered.

    Args:
        seen: Preprocessed drawing, (28, 28) float32 in [0, 1], ink bright.
        stride: Distance between two squares, in pixels.

    Returns:
        The copies, (n, 28, 28) float32, and the middle of each square, (n, 2): row and
        column.
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
    """Return the middles of the squares that contain ink, (n, 2): row and column."""
    padded = np.pad(seen, WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (WINDOW, WINDOW))
    middles = np.unique(_middles(stride))
    inked = (windows.max(axis=(2, 3)) > 0)[np.ix_(middles, middles)]
    return middles[np.argwhere(inked)]


def _middles(stride: int) -> NDArray[np.intp]:
    """Return the middle of the block that each row, or column, belongs to, (28,)."""
    blocks = np.arange(SIDE) // stride
    return np.asarray(np.minimum(blocks * stride + stride // 2, SIDE - 1), np.intp)
