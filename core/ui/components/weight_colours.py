"""Numbers above and below 0 as colours; a layer's filters side by side."""

import math

import numpy as np
from numpy.typing import NDArray

from core.ui.components.png_image import enlarged

# Blue counts for a thing, orange against it; the same on every page.
FOR, AGAINST = (59, 130, 246), (232, 89, 12)
NOTHING = 255
FILTER_SIDE = 28
GAP = 4


def coloured(weights: NDArray[np.float32], largest: float) -> NDArray[np.uint8]:
    """Return weights as colours: blue above 0, orange below, white 0.

    Args:
        weights: Any shape.
        largest: The size that has the full colour.

    Returns:
        The same shape and a last axis of 3.
    """
    share = np.clip(weights / max(largest, 1e-9), -1, 1)[..., None]
    full = np.where(share > 0, FOR, AGAINST)
    mixed = np.abs(share) * full + (1 - np.abs(share)) * NOTHING
    return np.asarray(np.round(mixed), np.uint8)


def small_multiples(filters: NDArray[np.float32], largest: float) -> NDArray[np.uint8]:
    """Return all filters side by side.

    Args:
        filters: (n, height, width), weights.
        largest: The weight that has the full colour: the same for pictures that are
            to be compared.

    Returns:
        RGBA, (height, width, 4) uint8, nothing between the filters.
    """
    columns = 8 if len(filters) <= 32 else 16
    rows = math.ceil(len(filters) / columns)
    step = FILTER_SIDE + GAP
    sheet = np.zeros((rows * step - GAP, columns * step - GAP, 4), np.uint8)
    for place, picture in enumerate(coloured(filters, largest)):
        row, column = divmod(place, columns)
        square = sheet[
            row * step : row * step + FILTER_SIDE,
            column * step : column * step + FILTER_SIDE,
        ]
        square[..., :3] = enlarged(picture, FILTER_SIDE, FILTER_SIDE)
        square[..., 3] = 255
    return sheet
