"""Accuracy, confusion matrix, recall, precision and mistakes on the test images."""

import functools
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.datasets import loader
from core.prediction import Predictor
from core.single_flight import SingleFlightCache, single_flight
from core.turnstile import Turnstile

# Images converted at once: all 10 000 take 8 MB as uint8 and 31 MB more as float32.
CHUNK_SIZE = 1000
# Evaluations in memory, half a megabyte each. On two idle cores, 10 000 images take
# 0.5 to 0.7 s with the article's network, 1.2 s with two blocks, and 12 to 16 s with
# the largest network.
KEPT_EVALUATIONS = 8
# Half of the cores are left to pages: thirty visitors who evaluate large networks would
# keep all of them busy for minutes.
cores = Turnstile(max((os.cpu_count() or 1) // 2, 1))


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A network's answers to labelled images.

    Attributes:
        probabilities: Softmax output for each image, (n, classes) float32.
        labels: Label of each image, (n,) uint8, 0 to `classes` - 1.
    """

    probabilities: NDArray[np.float32]
    labels: NDArray[np.uint8]

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.probabilities.shape[1])

    @functools.cached_property
    def answers(self) -> NDArray[np.intp]:
        """Most probable class for each image, (n,)."""
        answers: NDArray[np.intp] = self.probabilities.argmax(axis=1)
        return answers

    @functools.cached_property
    def sureness(self) -> NDArray[np.float32]:
        """Probability of each answer, (n,) float32."""
        sureness: NDArray[np.float32] = self.probabilities.max(axis=1)
        return sureness

    @functools.cached_property
    def confusion(self) -> NDArray[np.int64]:
        """Confusion matrix, (classes, classes) int64: rows labels, columns answers."""
        cells = self.labels.astype(np.int64) * self.classes + self.answers
        counts = np.bincount(cells, minlength=self.classes**2)
        return counts.reshape(self.classes, self.classes)

    @property
    def images(self) -> int:
        """Number of images."""
        return len(self.labels)

    @property
    def right(self) -> int:
        """Number of images that the network read correctly."""
        return int(self.confusion.trace())

    @property
    def accuracy(self) -> float:
        """Share of the images that the network read correctly, 0 to 1."""
        return self.right / self.images

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of each class's images that were read correctly, (classes,), 0 to 1.

        NaN for a class without images.
        """
        return _shares(self.confusion.diagonal(), self.confusion.sum(axis=1))

    @property
    def precision(self) -> NDArray[np.float64]:
        """Share of each answer that was correct, (classes,); NaN if never given."""
        return _shares(self.confusion.diagonal(), self.confusion.sum(axis=0))

    def at(self, true: int, answered: int) -> NDArray[np.intp]:
        """Return the indices of the images in one cell of the confusion matrix.

        Args:
            true: Label of the images.
            answered: The network's answer.

        Returns:
            Indices by falling probability of the answer.
        """
        return self._surest_first((self.labels == true) & (self.answers == answered))

    def surest_mistakes(self, count: int) -> NDArray[np.intp]:
        """Return the indices of up to `count` misread images, most probable first."""
        return self._surest_first(self.answers != self.labels)[:count]

    def worst_confusion(self) -> tuple[int, int] | None:
        """Return the most frequent mistake, (label, answer); None if there is none."""
        mistakes = self.confusion - np.diag(self.confusion.diagonal())
        if not mistakes.any():
            return None
        true, answered = divmod(int(mistakes.argmax()), self.classes)
        return true, answered

    def _surest_first(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        indices = np.flatnonzero(chosen)
        # Stable: of two images with equal probability, the earlier comes first.
        return indices[np.argsort(-self.sureness[indices], kind="stable")]


def evaluate(predictor: Predictor, source: loader.Source) -> Evaluation:
    """Evaluate a network on all test images.

    Raises:
        DataBroken: The file is damaged or holds other data.
    """
    return judge(predictor, *loader.test_digits(source))


def judge(
    predictor: Predictor, images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> Evaluation:
    """Evaluate a network on labelled images, in turns with other visitors.

    Args:
        predictor: The network.
        images: (n, 28, 28) uint8, ink bright.
        labels: Label of each image, (n,) uint8, 0 to 9.
    """
    parts = []
    for start in range(0, len(images), CHUNK_SIZE):
        # A turn for each: a small network waits for no large one's ten thousand.
        with cores.turn():
            chunk = as_float32(images[start : start + CHUNK_SIZE])
            parts.append(predictor.probabilities(chunk))
    return Evaluation(np.concatenate(parts), labels)


class Evaluations:
    """A cache of evaluations; concurrent callers share one computation."""

    def __init__(self, places: int) -> None:
        """Create an empty cache for a number of evaluations."""
        self._kept: SingleFlightCache[tuple[Path, loader.Source], Evaluation] = (
            SingleFlightCache(places)
        )

    def get(
        self, path: Path, predictor: Predictor, source: loader.Source
    ) -> Evaluation:
        """Return a network's evaluation, from the cache or computed now.

        Args:
            path: Path of the network's file, which identifies the network.
            predictor: The same network, loaded.
            source: Data set whose test images are used.

        Raises:
            DataBroken: The file is damaged or holds other data.
        """
        return self._kept.get_or_compute(
            (path, source), lambda: evaluate(predictor, source)
        )


@single_flight(1)
def evaluations() -> Evaluations:
    """Return the cache that all visitors share."""
    return Evaluations(KEPT_EVALUATIONS)


def _shares(parts: NDArray[np.int64], wholes: NDArray[np.int64]) -> NDArray[np.float64]:
    shares = np.full(len(parts), np.nan)
    np.divide(parts, wholes, out=shares, where=wholes > 0)
    return shares
