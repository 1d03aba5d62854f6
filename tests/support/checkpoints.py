"""Epochs of a run, and a store that has its last checkpoint."""

import numpy as np

from core.runs.progress import Ending, EpochOver, EpochResult, Trained
from core.runs.records import Checkpoint, ClaimedRun
from core.store.store import Store

BATCHES = 2
TRAINED = Trained(Ending.FINISHED, 0.9, 0.1, b"keras", b"litert")


class FakeStore(Store):
    """A store that remembers the last checkpoint, or raises."""

    def __init__(self, found=None, error=None):
        self.found, self.error = found, error
        self.kept = Checkpoint.empty()

    def start_attempt(self, run_id, task):
        """Begin for the second time."""
        return ClaimedRun(2, 1, self.found)

    def keep_checkpoint(self, run_id, attempt, checkpoint):
        """Keep it."""
        if self.error is not None:
            raise self.error
        self.kept = checkpoint

    def end_turn(self, run_id, attempt, checkpoint):
        """Keep it, and give it the place 7."""
        self.keep_checkpoint(run_id, attempt, checkpoint)
        return 7.0


def curve(*values):
    """Return numbers as the store has them."""
    return np.array(values, np.float32)


def over(epoch, losses, whole=True):
    """Return an epoch, over or broken off."""
    result = EpochResult(epoch, 0.1, 0.9, 0.2, 0.8, 1.0) if whole else None
    return EpochOver(losses=losses, accuracies=losses, result=result, moments=())
