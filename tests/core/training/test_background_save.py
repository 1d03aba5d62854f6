"""A store that hangs does not stop a training."""

import functools
import threading

import pytest

from core.errors import AttemptSuperseded, DiskFull, StoreUnavailable
from core.training import background_save
from core.training.background_save import BackgroundSave
from core.training.checkpointing import Checkpointer
from tests.support.checkpoints import BATCHES, TRAINED, FakeStore, over
from tests.support.patience import PATIENCE_SECONDS, wait_for


@pytest.fixture
def hurried(monkeypatch):
    """A training that waits for a store for no time worth mentioning."""
    monkeypatch.setattr(background_save, "PROMPT_SECONDS", 0.01)


class HangingStore(FakeStore):
    """A store that answers only once it is released."""

    def __init__(self):
        super().__init__()
        self.released = threading.Event()
        self.asked = threading.Event()
        self.epochs = []
        self.trained = None

    def keep_checkpoint(self, run_id, attempt, checkpoint):
        """Keep it, after a while."""
        self.asked.set()
        assert self.released.wait(PATIENCE_SECONDS)
        self.epochs.append(checkpoint.epochs_done)

    def finish(self, run_id, attempt, trained):
        """Keep it."""
        self.trained = trained


def train(keeping, epochs):
    for epoch in epochs:
        keeping.save(over(epoch, (1.0, 1.0)), b"%d" % epoch)


def test_a_store_that_hangs_gets_the_latest_epoch_when_it_is_back(hurried):
    store = HangingStore()
    keeping = Checkpointer.started(store, "run", "task", BATCHES)
    train(keeping, [1])
    assert store.asked.wait(PATIENCE_SECONDS)
    # The store still hangs: the training has come this far without it.
    train(keeping, range(2, 8))
    assert store.epochs == []
    store.released.set()
    keeping.finish(TRAINED)
    assert store.epochs == [1, 7]
    assert store.trained == TRAINED


def test_the_end_waits_for_a_limited_time(hurried, monkeypatch):
    monkeypatch.setattr(BackgroundSave.close, "__defaults__", (0.01,))
    store = HangingStore()
    keeping = Checkpointer.started(store, "run", "task", BATCHES)
    train(keeping, [1])
    keeping.finish(TRAINED)
    assert store.trained is None
    store.released.set()
    wait_for(lambda: store.trained == TRAINED)


@pytest.mark.parametrize("error", [DiskFull("full"), StoreUnavailable("away")])
def test_what_could_not_be_saved_comes_with_the_end(error):
    store = FakeStore(error=error)
    keeping = Checkpointer.started(store, "run", "task", BATCHES)
    train(keeping, [1, 2])
    store.error = None
    keeping.save(over(3, (1.0, 1.0)), b"3")
    assert store.kept.epochs_done == 3
    assert len(store.kept.losses) == 6


def test_a_worker_that_was_replaced_hears_of_it_at_the_next_epoch(hurried):
    release = threading.Event()

    def superseded():
        release.wait(PATIENCE_SECONDS)
        raise AttemptSuperseded("run")

    saving = BackgroundSave()
    saving.put(superseded)
    release.set()
    with pytest.raises(AttemptSuperseded):
        saving.close(PATIENCE_SECONDS)


def test_a_thread_ends_with_what_it_saves():
    saving = BackgroundSave()
    done: list[int] = []
    for number in range(3):
        saving.put(functools.partial(done.append, number))
        assert saving.close(PATIENCE_SECONDS)
    assert done == [0, 1, 2]
    wait_for(lambda: "checkpoints" not in {t.name for t in threading.enumerate()})
