"""How well a network reads digits that it has not seen, and where it goes wrong."""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.prediction import Predictor
from core.settings.network import CLASSES
from core.single_flight import SingleFlightCache, single_flight

# Images converted at once: float32 of all 10 000 would take 31 MB beside their 8.
CHUNK_SIZE = 1000
# An evaluation is half a megabyte. On two idle cores 10 000 images take 0.5 to 0.7 s
# with the article's network, 1.2 s with two blocks, 12 to 16 s with the heaviest.
KEPT_EVALUATIONS = 8


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network answered to digits whose labels are known.

    Attributes:
        probabilities: Softmax of each image, (n, 10) float32.
        labels: What each writer meant, (n,) uint8.
    """

    probabilities: NDArray[np.float32]
    labels: NDArray[np.uint8]

    @functools.cached_property
    def answers(self) -> NDArray[np.intp]:
        """The most probable digit of each image, (n,)."""
        answers: NDArray[np.intp] = self.probabilities.argmax(axis=1)
        return answers

    @functools.cached_property
    def sureness(self) -> NDArray[np.float32]:
        """The probability of each answer, (n,)."""
        sureness: NDArray[np.float32] = self.probabilities.max(axis=1)
        return sureness

    @functools.cached_property
    def confusion(self) -> NDArray[np.int64]:
        """The confusion matrix, (10, 10): rows are true, columns were answered."""
        cells = self.labels.astype(np.int64) * CLASSES + self.answers
        return np.bincount(cells, minlength=CLASSES**2).reshape(CLASSES, CLASSES)

    @property
    def images(self) -> int:
        """How many images it was shown."""
        return len(self.labels)

    @property
    def right(self) -> int:
        """How many of them it read right."""
        return int(self.confusion.trace())

    @property
    def accuracy(self) -> float:
        """Share of the images that it read right."""
        return self.right / self.images

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of each digit that it found, (10,): the accuracy of that digit alone.

        NaN for a digit of which there is no image.
        """
        return _shares(self.confusion.diagonal(), self.confusion.sum(axis=1))

    @property
    def precision(self) -> NDArray[np.float64]:
        """Share of each answer that was right, (10,); NaN for one it never gave."""
        return _shares(self.confusion.diagonal(), self.confusion.sum(axis=0))

    def at(self, true: int, answered: int) -> NDArray[np.intp]:
        """Return the images of one cell of the confusion matrix, surest first."""
        return self._surest_first((self.labels == true) & (self.answers == answered))

    def surest_mistakes(self, count: int) -> NDArray[np.intp]:
        """Return up to `count` images that it read wrong, surest first."""
        return self._surest_first(self.answers != self.labels)[:count]

    def worst_confusion(self) -> tuple[int, int] | None:
        """Return the mistake it made most often, true and answered; None if none."""
        mistakes = self.confusion - np.diag(self.confusion.diagonal())
        if not mistakes.any():
            return None
        true, answered = divmod(int(mistakes.argmax()), CLASSES)
        return true, answered

    def _surest_first(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        indices = np.flatnonzero(chosen)
        # Stable: of two that are equally sure, the earlier image comes first.
        return indices[np.argsort(-self.sureness[indices], kind="stable")]


def evaluate(predictor: Predictor, source: loader.Source) -> Evaluation:
    """Show a network all test images.

    Raises:
        DataBroken: The file of the digits does not hold what it should.
    """
    return judge(predictor, *loader.test_digits(source))


def judge(
    predictor: Predictor, images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> Evaluation:
    """Show a network some images.

    Args:
        predictor: The network.
        images: (n, 28, 28) uint8, ink bright.
        labels: What each writer meant, (n,) uint8.
    """
    parts = []
    for start in range(0, len(images), CHUNK_SIZE):
        chunk = images[start : start + CHUNK_SIZE].astype(np.float32)
        parts.append(predictor.probabilities(chunk / np.float32(255)))
    return Evaluation(np.concatenate(parts), labels)


class Evaluations:
    """Evaluations of the networks that were asked for last, each made once."""

    def __init__(self, places: int) -> None:
        """Make room for a number of them."""
        self._kept: SingleFlightCache[tuple[Path, loader.Source], Evaluation] = (
            SingleFlightCache(places)
        )

    def of(self, path: Path, predictor: Predictor, source: loader.Source) -> Evaluation:
        """Return a network's evaluation; who asks while it is made waits for it.

        Args:
            path: The network's file, by which it is known.
            predictor: The same network, ready to answer.
            source: Whose test images.

        Raises:
            DataBroken: The file of the digits does not hold what it should.
        """
        return self._kept.get_or_compute(
            (path, source), lambda: evaluate(predictor, source)
        )


@single_flight(1)
def evaluations() -> Evaluations:
    """Return the evaluations that all visitors share."""
    return Evaluations(KEPT_EVALUATIONS)


def _shares(parts: NDArray[np.int64], wholes: NDArray[np.int64]) -> NDArray[np.float64]:
    shares = np.full(len(parts), np.nan)
    np.divide(parts, wholes, out=shares, where=wholes > 0)
    return shares
