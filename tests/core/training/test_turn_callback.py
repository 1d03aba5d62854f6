"""A run lets others go first at the end of an epoch, or at a batch of a long one."""

import random

import pytest

from core.runs.progress import Resume
from core.training.epoch_log import EpochLog
from core.training.lease import Lease
from core.training.run_callbacks import RunCallbacks
from core.training.turn_callback import TurnEnded
from tests.support.clock import Clock

pytestmark = pytest.mark.tensorflow

RESULT = {"loss": 3.0, "accuracy": 0.5, "val_loss": 2.0, "val_accuracy": 0.6}
BATCHES = 5
TURN_SECONDS = 100.0


class Trainer:
    """Callbacks of a run whose batches take as long as a test says."""

    def __init__(self, place=7.0, epochs=4, *, interruptible=True):
        self.clock = Clock()
        self.place = place
        self.parts = []
        self.reported: list[float] = []
        self.lease = Lease(self.clock)
        self.lease.renew(TURN_SECONDS)
        self.log = EpochLog(
            images=BATCHES * 10, batch_size=10, resume=Resume(goal=epochs)
        )
        self.callbacks = RunCallbacks.create(
            "run",
            self.log,
            lease=self.lease,
            send=lambda report: self.reported.extend(report.losses),
            end_turn=self._end_turn if interruptible else None,
        )

    def _end_turn(self, part):
        self.parts.append(part)
        return self.place

    def train(self, seconds):
        """Train to the goal, each batch so many seconds."""
        for epoch in range(self.log.goal):
            self.callbacks.progress.on_epoch_begin(epoch)
            for batch in range(BATCHES):
                self.clock.now += seconds
                self.lease.renew(TURN_SECONDS)
                self.callbacks.add_batch(float(epoch * BATCHES + batch), 0.5)
            self.callbacks.end_epoch(epoch, RESULT)


def test_a_turn_ends_with_the_epoch_where_that_is_near():
    trainer = Trainer()
    with pytest.raises(TurnEnded) as ended:
        trainer.train(20.5)
    assert ended.value.queued_at == 7.0
    assert trainer.parts == [None]
    assert trainer.log.stand().epochs_done == 1


def test_a_turn_ends_within_an_epoch_that_is_long():
    trainer = Trainer()
    with pytest.raises(TurnEnded):
        trainer.train(60.0)
    (part,) = trainer.parts
    assert part.losses == (0.0, 1.0)
    assert part.result is None


@pytest.mark.parametrize("seed", range(20))
def test_all_that_was_done_is_handed_over_and_reported(seed):
    trainer = Trainer()
    with pytest.raises(TurnEnded):
        trainer.train(random.Random(seed).uniform(6, 200))
    (part,) = trainer.parts
    done = trainer.log.stand().epochs_done * BATCHES
    done += 0 if part is None else len(part.losses)
    assert trainer.reported == [float(batch) for batch in range(done)]


def test_the_last_epoch_ends_the_run_and_no_turn():
    trainer = Trainer(epochs=1)
    trainer.train(20.5)
    assert trainer.parts == []


def test_a_store_that_is_away_is_asked_once_an_epoch_and_the_run_goes_on():
    trainer = Trainer(place=None)
    trainer.train(60.0)
    # At a batch of each epoch, and at the end of each but the last.
    assert len(trainer.parts) == 4 + 3


def test_a_run_that_cannot_be_interrupted_goes_on():
    trainer = Trainer(interruptible=False)
    trainer.train(60.0)
    assert trainer.log.stand().epochs_done == 4
