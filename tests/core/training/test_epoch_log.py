"""Each batch is counted once, in the epoch to which it belongs."""

import pytest

from core.runs.progress import Resume
from core.training.epoch_log import EpochLog

RESULT = {"loss": 3.0, "accuracy": 0.5, "val_loss": 2.0, "val_accuracy": 0.6}


def test_batches_are_taken_out_of_the_means_that_keras_gives():
    log = EpochLog(
        images=25, batch_size=10, resume=Resume(1, losses=(6.0,), accuracies=(0.1,))
    )
    log.start_epoch(0)
    # Keras has seen ten images, then fifteen, and not those of the run before.
    assert log.add_from_means({"loss": 3.0, "accuracy": 0.3}) == (3.0, 0.3)
    batch = log.add_from_means({"loss": 2.5, "accuracy": 0.4})
    assert batch == pytest.approx((1.5, 0.6))
    result = log.end(0, {**RESULT, "loss": 2.5, "accuracy": 0.4}, 1.0)
    assert result.loss == pytest.approx((10 * 6 + 10 * 3 + 5 * 1.5) / 25)
    assert log.trained_images == 25
