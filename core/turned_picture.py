"""Turns a photograph the right way up that says nothing of how it was held."""

import numpy as np
from numpy.typing import NDArray

from core.errors import EmptyDrawing
from core.prediction import Predictor
from core.preprocessing import kept_ink

# A reading that is at least this sure stays as it is; so sure is another one that
# replaces it. A 6 turned by 180° is a 9: no rule can tell all turns.
SURE = 0.9
GAIN = 0.05
QUARTERS = 4


def turn(picture: NDArray[np.uint8], quarters: int) -> NDArray[np.uint8]:
    """Return a picture turned clockwise, which nobody can change: its ink is kept.

    Args:
        picture: (height, width, channels) uint8.
        quarters: Turns by 90°.
    """
    if quarters % QUARTERS == 0:
        return kept_ink.frozen(picture)
    return kept_ink.frozen(np.rot90(picture, -quarters))


def quarters_to_read(picture: NDArray[np.uint8], judge: Predictor) -> int:
    """Return by how many quarters a picture is to be turned so that it can be read.

    Args:
        picture: RGBA, (height, width, 4) uint8, with a digit or a number.
        judge: Network that can reject drawings.

    Returns:
        Clockwise, 0 to 3; 0 if it can be read as it is, or in no way.
    """
    as_it_is = _sureness(picture, judge)
    if as_it_is is None or as_it_is >= SURE:
        return 0
    turned = {
        quarters: _sureness(turn(picture, quarters), judge) or 0.0
        for quarters in range(1, QUARTERS)
    }
    best = max(turned, key=lambda quarters: turned[quarters])
    return best if turned[best] >= max(SURE, as_it_is + GAIN) else 0


def _sureness(picture: NDArray[np.uint8], judge: Predictor) -> float | None:
    """Return how sure it is of its least sure digit; None where there is no ink."""
    try:
        readings = judge.read_number(picture)
    except EmptyDrawing:
        return None
    if any(reading.digit is None for reading in readings):
        return 0.0
    doubts = judge.no_digits(np.stack([reading.seen for reading in readings]))
    return min(
        float(reading.probabilities.max()) * (1 - float(doubt.sum()))
        for reading, doubt in zip(readings, doubts, strict=True)
    )
