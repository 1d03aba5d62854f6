"""A run that is ended or slowed down leaves `fit` at the next batch."""

import pytest

from core.runs.progress import Ending
from core.runs.slow_motion import Command
from core.training.lease import LEASE_SECONDS, Lease
from core.training.lease_callback import Ended, LeaseCallback, SlowedDown
from tests.support.clock import Clock

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def clock():
    """The clock of the lease."""
    return Clock()


@pytest.fixture
def lease(clock):
    """A lease that somebody has just renewed."""
    return Lease(clock)


def everywhere(callback):
    """Return what Keras calls, by name."""
    return {
        "batch": lambda: callback.on_train_batch_end(0),
        "test batch": lambda: callback.on_test_batch_end(0),
        "epoch": lambda: callback.on_epoch_end(0),
    }


@pytest.mark.parametrize("place", ["batch", "test batch", "epoch"])
def test_an_ended_run_leaves_wherever_it_is(lease, place):
    call = everywhere(LeaseCallback(lease))[place]
    call()
    lease.end(Ending.STOPPED)
    with pytest.raises(Ended) as ended:
        call()
    assert ended.value.ending is Ending.STOPPED


def test_a_run_that_nobody_watches_leaves(lease, clock):
    callback = LeaseCallback(lease)
    clock.now += LEASE_SECONDS + 1
    with pytest.raises(Ended) as ended:
        callback.on_train_batch_end(0)
    assert ended.value.ending is Ending.UNWATCHED


def test_a_run_slows_down_between_two_batches_alone(lease):
    lease.speed.set(Command.PAUSE)
    calls = everywhere(LeaseCallback(lease))
    calls["test batch"]()
    calls["epoch"]()
    with pytest.raises(SlowedDown):
        calls["batch"]()
    lease.end(Ending.STOPPED)
    # To end it is more urgent.
    with pytest.raises(Ended):
        calls["batch"]()
