"""The board of a room: how well the network of each seat reads the class's test.

It ranks networks, not people: a network is known by its number, and all but the first
three learn their place on their own screen alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.prediction import Predictor

SHOWN = 3


@dataclass(frozen=True)
class Entry:
    """A network on the board.

    Attributes:
        seat: Id of its seat.
        number: What the network is called: the seat's number, from 1.
        correct: How many drawings of the test it reads right.
        total: How many there are.
    """

    seat: str
    number: int
    correct: int
    total: int


def count_correct(
    network: Predictor, images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> int:
    """Return how many drawings a network reads right.

    Args:
        network: Of a seat.
        images: (n, 28, 28) uint8, ink bright.
        labels: (n,) uint8.
    """
    answers = network.probabilities(as_float32(images)).argmax(axis=1)
    return int((answers == labels).sum())


def ranked(entries: Iterable[Entry]) -> list[tuple[int, Entry]]:
    """Return the entries with their places, the best first; equals share a place."""
    found = sorted(entries, key=lambda entry: (-entry.correct, entry.number))
    scores = [entry.correct for entry in found]
    return [(scores.index(entry.correct) + 1, entry) for entry in found]
