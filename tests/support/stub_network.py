"""The network of a stub's runs: how many batches it has learned from, and no more.

The loss of a batch follows from that number and the seed of the run. So a curve tells
whether a run went on from the right network: `loss_of` is what it must be, exactly.
"""

import math

LITERT_FILE = b"a network for serving"
ACCURACY = 0.9
# What nobody has foreseen happens to a run with this seed.
BROKEN_SEED = 13
# A run that learns so fast loses its way.
WILD_RATE = 1.0
LESSON_SEED = 1
# By these a test holds an embedding, and what a visitor brings.
STUDY_SEED = 2
BRINGING_SEED = 3


def loss_of(seed: int, batch: int) -> float:
    """Return the loss of a batch.

    Args:
        seed: Of the run.
        batch: Its number, from 0, in the life of the network.
    """
    return math.exp(-batch / 500) + (seed * 31 + batch * 17) % 11 / 100


def keras_file(batches: int) -> bytes:
    """Return the file of a network that has learned from so many batches."""
    return b"batches %d" % batches


class StubNetwork:
    """A network that only counts.

    Args:
        seed: Of the run.
        file: Of the network that it goes on with; None for one that knows nothing.

    Attributes:
        seed: Of the run.
        batches: How many it has learned from.
    """

    def __init__(self, seed: int, file: bytes | None) -> None:
        self.seed = seed
        self.batches = 0 if file is None else int(file.rpartition(b" ")[2])

    @property
    def file(self) -> bytes:
        """Its ``.keras`` file."""
        return keras_file(self.batches)

    def learn(self) -> float:
        """Learn from a batch; return its loss."""
        self.batches += 1
        return loss_of(self.seed, self.batches - 1)
