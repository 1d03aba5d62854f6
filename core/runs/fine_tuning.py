"""Teaching a network somebody's hand: what it practises, and what came of it."""

import math
from dataclasses import dataclass
from pathlib import Path

from core import paths
from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings

# Chosen on the writers of the pen strokes, see the model card: more, or faster, and
# MNIST is forgotten; less, and the hand is not learned.
EPOCHS = 3
BATCH_SIZE = 64
LEARNING_RATE = 0.0003
# Of each epoch: images of MNIST, so that it is not forgotten, and as many drawings,
# each repeated and varied.
MNIST_IMAGES = 6000
HAND_IMAGES = 2000
# Of the augmentation: degrees, pixels, percent, percent.
VARIATION = (8.0, 1.0, 8.0, 40.0)


@dataclass(frozen=True)
class FineTuning:
    """What a network is to be taught.

    Attributes:
        hand: The visitor's drawings.
        keras_path: The network's file.
    """

    drawings: LabelledDrawings
    keras_path: Path

    def keras_file(self) -> bytes:
        """Return the network's file.

        Raises:
            NetworkGone: It is no longer there.
        """
        return paths.read_network(self.keras_path)


@dataclass(frozen=True)
class Score:
    """How well a network reads.

    Attributes:
        mnist: Share of the test images that it reads right.
        hand: Share of the visitor's drawings that it reads right and does not refuse.
    """

    mnist: float
    hand: float


@dataclass(frozen=True)
class Outcome:
    """What a lesson changed."""

    before: Score
    after: Score


def images_per_epoch(source: loader.Source) -> int:
    """Return how many images an epoch has, of MNIST and of the hand together."""
    return min(MNIST_IMAGES, loader.counts(source)[0]) + HAND_IMAGES


def batches_per_epoch(source: loader.Source) -> int:
    """Return how many batches an epoch has."""
    return math.ceil(images_per_epoch(source) / BATCH_SIZE)
