"""Fine-tuning a network with a visitor's own drawings: the task and its result."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from core import paths
from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings

# Chosen with the pen strokes' writers (see the model card): with more epochs or a
# higher rate the network forgets MNIST; with less, it does not learn the handwriting.
EPOCHS = 3
BATCH_SIZE = 64
LEARNING_RATE = 0.0003
# Images of one epoch: MNIST's, so that the network does not forget it, and own
# drawings, repeated and augmented.
MNIST_IMAGES = 6000
OWN_IMAGES = 2000
# Augmentation of the drawings: rotation in degrees, shift in pixels, zoom and thickness
# in percent.
VARIATION = (8.0, 1.0, 8.0, 40.0)


@dataclass(frozen=True)
class FineTuning:
    """A fine-tuning task.

    Attributes:
        drawings: The visitor's labelled drawings.
        keras_path: Path of the network's ``.keras`` file.
    """

    drawings: LabelledDrawings
    keras_path: Path

    def keras_file(self) -> bytes:
        """Return the bytes of the network's ``.keras`` file.

        Raises:
            NetworkGone: The file no longer exists.
        """
        return paths.read_network(self.keras_path)


@dataclass(frozen=True)
class Score:
    """Accuracy of a network on MNIST and on a visitor's drawings.

    Attributes:
        mnist: Share of the test images that it reads correctly, 0 to 1.
        own_drawings: Share of the visitor's drawings that it reads correctly and does
            not reject, 0 to 1.
    """

    mnist: float
    own_drawings: float


@dataclass(frozen=True)
class Outcome:
    """Scores of a network before and after fine-tuning."""

    before: Score
    after: Score

    def to_record(self) -> dict[str, dict[str, float]]:
        """Return the scores as databases and zips of every version spell them."""
        return {
            name: {"mnist": score.mnist, "hand": score.own_drawings}
            for name, score in (("before", self.before), ("after", self.after))
        }

    @classmethod
    def from_record(
        cls, record: Mapping[str, Any], share: Callable[[Any], float] = float
    ) -> Self:
        """Return what `to_record` converted.

        Args:
            record: Its result, perhaps from a file that is not trusted.
            share: Validates each number.
        """
        before, after = (
            Score(share(record[name]["mnist"]), share(record[name]["hand"]))
            for name in ("before", "after")
        )
        return cls(before, after)


def images_per_epoch(source: loader.Source) -> int:
    """Return the number of images in an epoch, from MNIST and the drawings."""
    return min(MNIST_IMAGES, loader.counts(source)[0]) + OWN_IMAGES


def batches_per_epoch(source: loader.Source) -> int:
    """Return the number of batches in an epoch."""
    return math.ceil(images_per_epoch(source) / BATCH_SIZE)
