"""Progress is reported a few times a second, with nothing lost."""

import numpy as np
import pytest

from core.runs.progress import Resume, Stage
from core.training.epoch_log import EpochLog
from core.training.progress_callback import ProgressCallback
from tests.support.clock import Clock

pytestmark = pytest.mark.tensorflow


def test_reports_come_at_most_four_times_a_second():
    clock, times = Clock(), []
    reporter = ProgressCallback(
        "run",
        EpochLog(images=1000, batch_size=10, resume=Resume(goal=1)),
        lambda _: times.append(clock.now),
        clock=clock,
    )
    random = np.random.default_rng(1)
    reporter.enter(Stage.PREPARING)
    reporter.on_epoch_begin(0)
    for batch in range(100):
        # Sometimes many batches per report, sometimes less than one.
        clock.now += random.choice([0.001, 0.02, 0.4])
        reporter.on_train_batch_end(batch, {"loss": 1.0, "accuracy": 0.5})
    reporter.on_test_begin()
    for batch in range(10):
        clock.now += 0.1
        reporter.on_test_batch_end(batch)
    assert len(times) > 20
    assert np.diff(times).min() >= 0.249
    # A stage that begins does not wait for the next moment.
    reporter.enter(Stage.SAVING)
    assert times[-1] == clock.now
