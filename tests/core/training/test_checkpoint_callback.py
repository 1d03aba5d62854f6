"""Each epoch that is over is stored, and what was done of one that is not."""

import pytest

from core.runs.progress import EpochOver, Resume
from core.training.checkpoint_callback import CheckpointCallback
from core.training.epoch_log import EpochLog

pytestmark = pytest.mark.tensorflow

RESULT = {"loss": 3.0, "accuracy": 0.5, "val_loss": 2.0, "val_accuracy": 0.6}


@pytest.fixture
def log():
    """The log of a run of three batches an epoch."""
    return EpochLog(images=30, batch_size=10, resume=Resume(2))


def test_an_epoch_is_stored_with_its_batches(log):
    stored: list[EpochOver] = []
    callback = CheckpointCallback(log, stored.append)
    log.start_epoch(0)
    for loss in (4.0, 3.0, 2.0):
        log.add(loss, 0.5)
    # The log does not know yet that the epoch is over.
    callback.on_epoch_end(0)
    assert stored == []
    log.end(0, RESULT, 1.5)
    callback.on_epoch_end(0)
    (epoch,) = stored
    assert epoch.losses == (4.0, 3.0, 2.0)
    assert epoch.result is not None
    assert (epoch.result.epoch, epoch.result.seconds) == (1, 1.5)


def test_what_was_done_of_an_epoch_is_stored_without_a_result(log):
    stored: list[EpochOver] = []
    log.start_epoch(0)
    log.add(4.0, 0.5)
    CheckpointCallback(log, stored.append).break_off()
    (part,) = stored
    assert (part.losses, part.accuracies, part.result) == ((4.0,), (0.5,), None)


def test_a_run_that_is_not_stored_goes_on(log):
    callback = CheckpointCallback(log)
    log.start_epoch(0)
    log.end(0, RESULT, 1.0)
    callback.on_epoch_end(0)
    callback.break_off()
