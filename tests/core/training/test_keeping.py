"""What is kept of a run while it trains."""

import pytest

from core.errors import DiskFull, StoreUnavailable, Superseded
from core.progress import EpochOver, EpochResult, Resume
from core.store.saved import Checkpoint
from core.store.store import Store
from core.training.keeping import Keeping

BATCHES = 2


class FakeStore(Store):
    """A store that remembers the last checkpoint, or raises."""

    def __init__(self, found=None, error=None):
        self.found, self.error = found, error
        self.kept = Checkpoint(0, (), (), (), (), b"")

    def begin(self, run_id):
        """Begin for the second time."""
        return 2, self.found

    def keep_checkpoint(self, run_id, attempt, checkpoint):
        """Keep it."""
        if self.error is not None:
            raise self.error
        self.kept = checkpoint


def over(epoch, losses, whole=True):
    """Return an epoch, over or broken off."""
    result = EpochResult(epoch, 0.1, 0.9, 0.2, 0.8, 1.0) if whole else None
    return EpochOver(losses, losses, result, ())


def test_epochs_add_up_and_a_broken_one_stands_behind_them():
    store = FakeStore()
    keeping = Keeping(store, "run", BATCHES)
    keeping.keep(over(1, (4.0, 3.0)), b"one")
    keeping.keep(over(2, (2.0, 1.0)), b"two")
    keeping.keep(over(3, (0.5,), whole=False), b"part")
    assert store.kept.losses == (4.0, 3.0, 2.0, 1.0, 0.5)
    assert (store.kept.epochs_done, store.kept.keras_file) == (2, b"part")


def test_a_part_that_was_gone_on_from_is_not_doubled():
    found = Checkpoint(1, (4.0, 3.0, 2.0), (0.1, 0.2, 0.3), (), (), b"file")
    keeping = Keeping(store := FakeStore(found), "run", BATCHES)
    begin = keeping.resume(Resume(goal=5))
    assert (begin.goal, begin.epochs_done, begin.losses) == (5, 1, (2.0,))
    keeping.keep(over(2, (2.0, 1.0)), b"two")
    assert store.kept.losses == (4.0, 3.0, 2.0, 1.0)


@pytest.mark.parametrize("error", [DiskFull("full"), StoreUnavailable("away")])
def test_a_store_that_cannot_keep_ends_no_training(error):
    Keeping(FakeStore(error=error), "run", BATCHES).keep(over(1, (1.0, 1.0)), b"")


def test_a_worker_that_was_replaced_is_stopped():
    keeping = Keeping(FakeStore(error=Superseded("run")), "run", BATCHES)
    with pytest.raises(Superseded):
        keeping.keep(over(1, (1.0, 1.0)), b"")
