"""Curves go to the store and to a worker, and come back, unchanged."""

import numpy as np
import pytest

from core.engine import checkpoints
from core.runs.history import History
from core.runs.progress import Report, Stage
from tests.support.saved_runs import checkpoint

BATCHES = 2


@pytest.fixture
def history():
    """Curves of two epochs, and of one batch of the third."""
    kept = checkpoint(2)
    found = checkpoints.from_checkpoint(kept, BATCHES)
    found.add(Report("run", Stage.TRAINING, 3, losses=(0.125,), accuracies=(0.75,)))
    return found


def test_curves_come_back_from_the_store(history):
    kept = checkpoints.to_checkpoint(history, b"keras")
    assert (kept.epochs_done, kept.keras_file) == (2, b"keras")
    again = checkpoints.from_checkpoint(kept, BATCHES)
    assert again.losses == history.losses
    assert again.accuracies == history.accuracies
    assert again.epochs == history.epochs
    np.testing.assert_array_equal(again.moments[0].filters, history.moments[0].filters)


def test_without_a_checkpoint_there_are_no_curves():
    found = checkpoints.from_checkpoint(None, BATCHES)
    assert (len(found.losses), found.epochs) == (0, [])
    assert isinstance(found, History)


def test_a_run_that_continues_is_given_the_epoch_that_was_broken_off(history):
    resume = checkpoints.to_resume(history, 5, b"keras")
    assert (resume.goal, resume.epochs_done) == (5, 2)
    assert (resume.losses, resume.accuracies) == ((0.125,), (0.75,))
    assert resume.keras_file == b"keras"
