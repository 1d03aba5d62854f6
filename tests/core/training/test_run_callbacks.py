"""The callbacks of a run hear of an epoch one after the other."""

import pytest

from core.runs.progress import Ending, Resume
from core.runs.slow_motion import Command
from core.training import progress_callback
from core.training.epoch_log import EpochLog
from core.training.lease import Lease
from core.training.lease_callback import Ended, SlowedDown
from core.training.run_callbacks import RunCallbacks

pytestmark = pytest.mark.tensorflow

RESULT = {"loss": 3.0, "accuracy": 0.5, "val_loss": 2.0, "val_accuracy": 0.6}


class Recorder:
    """Callbacks of a run of three batches an epoch, and what they did in its order."""

    def __init__(self, resume=None):
        self.lease = Lease()
        self.told = []
        log = EpochLog(images=25, batch_size=10, resume=resume or Resume(goal=2))
        self.callbacks = RunCallbacks.create(
            "run", log, lease=self.lease, send=self._send, save=self._save
        )

    def _send(self, report):
        if report.epochs:
            self.told.append(("reported", report.epochs[0].epoch))

    def _save(self, epoch):
        self.told.append(("saved", epoch))

    def train(self, epoch, *losses):
        """Train some batches of an epoch."""
        self.callbacks.progress.on_epoch_begin(epoch)
        for loss in losses:
            self.callbacks.add_batch(loss, 0.5)


@pytest.fixture
def recorder(monkeypatch):
    """Nothing waits for its turn to be reported."""
    monkeypatch.setattr(progress_callback, "REPORT_SECONDS", 0)
    return Recorder()


def test_an_epoch_is_stored_before_anybody_hears_of_it(recorder):
    recorder.train(0, 4.0, 3.0, 2.0)
    recorder.callbacks.end_epoch(0, RESULT)
    recorder.train(1, 1.0)
    (saved, epoch), reported = recorder.told
    assert (saved, epoch.losses, epoch.result.epoch) == ("saved", (4.0, 3.0, 2.0), 1)
    assert reported == ("reported", 1)


def test_a_run_that_is_ended_at_the_end_of_an_epoch_has_it_stored(recorder):
    recorder.train(0, 4.0, 3.0, 2.0)
    recorder.lease.end(Ending.STOPPED)
    with pytest.raises(Ended) as ended:
        recorder.callbacks.end_epoch(0, RESULT)
    assert ended.value.ending is Ending.STOPPED
    assert [event for event, _ in recorder.told] == ["saved"]
    # No batch of it is left to be broken off.
    recorder.callbacks.checkpoint.break_off()
    assert recorder.told[-1][1].losses == ()


def test_what_was_done_of_an_epoch_is_stored_where_it_is_broken_off(recorder):
    recorder.train(0, 4.0, 3.0)
    recorder.callbacks.checkpoint.break_off()
    ((_, epoch),) = recorder.told
    assert (epoch.losses, epoch.result) == ((4.0, 3.0), None)
    assert recorder.callbacks.log.stand() == Resume(
        2, losses=(4.0, 3.0), accuracies=(0.5, 0.5)
    )


def test_a_batch_counts_before_the_run_slows_down(recorder):
    recorder.callbacks.progress.on_epoch_begin(0)
    recorder.lease.speed.set(Command.STEP)
    *others, lease, _ = recorder.callbacks.in_order()
    for callback in others:
        callback.on_train_batch_end(0, {"loss": 4.0, "accuracy": 0.5})
    with pytest.raises(SlowedDown):
        lease.on_train_batch_end(0)
    assert recorder.callbacks.log.stand().losses == (4.0,)
