"""Pixels as uint8, as files have them, and as float32 in [0, 1], as networks do."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

WHITE = 255


def as_uint8(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Return pixels rounded to the nearest of 256 greys.

    Args:
        image: Any shape, numbers in [0, 1].
    """
    return np.round(image * WHITE).astype(np.uint8)


def as_float32(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return pixels divided by 255: 0 is paper, 1 is ink.

    Args:
        image: Any shape.
    """
    return image.astype(np.float32) / np.float32(WHITE)
