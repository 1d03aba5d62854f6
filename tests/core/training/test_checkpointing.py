"""The checkpoints of a run while it trains."""

import threading

import numpy as np
import pytest

from core.errors import AttemptSuperseded, DiskFull, StoreUnavailable
from core.runs.progress import EpochResult, Resume
from core.runs.records import Checkpoint, ClaimedRun
from core.training import background_save, checkpointing
from core.training.checkpointing import Checkpointer
from tests.support.checkpoints import BATCHES, TRAINED, FakeStore, curve, over
from tests.support.patience import PATIENCE_SECONDS, wait_for


def test_epochs_add_up_and_a_broken_one_stands_behind_them():
    store = FakeStore()
    keeping = Checkpointer.started(store, "run", "task", BATCHES)
    keeping.save(over(1, (4.0, 3.0)), b"one")
    keeping.save(over(2, (2.0, 1.0)), b"two")
    keeping.save(over(3, (0.5,), whole=False), b"part")
    assert store.kept.losses.tolist() == [4.0, 3.0, 2.0, 1.0, 0.5]
    assert (store.kept.epochs_done, store.kept.keras_file) == (2, b"part")


def test_a_part_that_was_gone_on_from_is_not_doubled():
    found = Checkpoint(1, curve(4, 3, 2), curve(0.1, 0.2, 0.3), (), (), b"file")
    keeping = Checkpointer.started(store := FakeStore(found), "run", "task", BATCHES)
    begin = keeping.resume(Resume(goal=5))
    assert (begin.goal, begin.epochs_done, begin.losses) == (5, 1, (2.0,))
    keeping.save(over(2, (2.0, 1.0)), b"two")
    assert store.kept.losses.tolist() == [4.0, 3.0, 2.0, 1.0]


@pytest.mark.parametrize("error", [DiskFull("full"), StoreUnavailable("away")])
def test_a_store_that_cannot_keep_ends_no_training(error):
    Checkpointer.started(FakeStore(error=error), "run", "task", BATCHES).save(
        over(1, (1.0, 1.0)), b""
    )


def test_a_worker_that_was_replaced_is_stopped():
    keeping = Checkpointer.started(
        FakeStore(error=AttemptSuperseded("run")), "run", "task", BATCHES
    )
    with pytest.raises(AttemptSuperseded):
        keeping.save(over(1, (1.0, 1.0)), b"")


@pytest.mark.parametrize(
    ("attempt", "deaths", "gives_up"),
    [(2, 1, False), (3, 2, True), (20, 0, False), (21, 0, True)],
)
@pytest.mark.parametrize("turns", [0, 1, 50])
def test_a_run_is_given_up_when_workers_die_over_it(attempt, deaths, gives_up, turns):
    class Dying(FakeStore):
        def start_attempt(self, run_id, task):
            """Begin once more."""
            return ClaimedRun(attempt + turns, deaths, None, turns=turns)

    assert (
        Checkpointer.started(Dying(), "run", "task", BATCHES).retries_exhausted
        is gives_up
    )


def test_a_run_that_begins_from_nothing_keeps_nothing_twice():
    found = Checkpoint(1, curve(4, 3), curve(0.1, 0.2), (), (), b"")
    keeping = Checkpointer.started(store := FakeStore(found), "run", "task", BATCHES)
    keeping.reset()
    keeping.save(over(1, (4.5, 3.5)))
    assert (store.kept.epochs_done, store.kept.losses.tolist()) == (1, [4.5, 3.5])
    assert len(store.kept.results) == 1


def test_an_epoch_that_found_no_room_is_stored_with_the_next_one():
    store = FakeStore()
    keeping = Checkpointer.started(store, "run", "task", BATCHES)
    keeping.save(over(1, (4.0, 3.0)), b"one")
    keeping.save(over(2, (2.0, 1.0)), None)
    assert (store.kept.epochs_done, store.kept.keras_file) == (1, b"one")
    keeping.save(over(3, (0.5, 0.4)), b"three")
    assert (store.kept.epochs_done, store.kept.keras_file) == (3, b"three")
    np.testing.assert_allclose(store.kept.losses, [4.0, 3.0, 2.0, 1.0, 0.5, 0.4])
    assert [result.epoch for result in store.kept.results] == [1, 2, 3]


def test_a_turn_does_not_end_where_a_full_disk_has_no_room_for_the_network():
    keeping = Checkpointer.started(store := FakeStore(), "run", "task", BATCHES)
    keeping.save(over(1, (4.0, 3.0)), b"one")
    assert keeping.end_turn(over(2, (2.0,), whole=False), None) is None
    keeping.save(over(2, (2.0, 1.0)), None)
    # It would go on from nothing.
    assert keeping.end_turn(None) is None
    assert (store.kept.epochs_done, store.kept.keras_file) == (1, b"one")
    keeping.save(over(3, (0.5, 0.4)), b"three")
    assert keeping.end_turn(None) == 7.0


def test_the_end_of_a_turn_stores_all_that_was_done():
    keeping = Checkpointer.started(store := FakeStore(), "run", "task", BATCHES)
    keeping.save(over(1, (4.0, 3.0)), b"one")
    assert keeping.end_turn(None) == 7.0
    assert (store.kept.losses.tolist(), store.kept.keras_file) == ([4.0, 3.0], b"one")
    assert keeping.end_turn(over(2, (2.0,), whole=False), b"part") == 7.0
    assert store.kept.losses.tolist() == [4.0, 3.0, 2.0]
    assert (store.kept.epochs_done, store.kept.keras_file) == (1, b"part")


@pytest.mark.parametrize("error", [DiskFull("full"), StoreUnavailable("away")])
def test_a_run_goes_on_where_the_end_of_its_turn_cannot_be_stored(error):
    keeping = Checkpointer.started(
        store := FakeStore(error=error), "run", "task", BATCHES
    )
    assert keeping.end_turn(over(1, (4.0,), whole=False), b"part") is None
    store.error = None
    # The part is in the epoch that is over now, and not twice.
    keeping.save(over(1, (4.0, 3.0)), b"one")
    assert store.kept.losses.tolist() == [4.0, 3.0]


def test_a_run_does_not_wait_for_a_store_that_hangs_at_the_end_of_its_turn(
    monkeypatch,
):
    monkeypatch.setattr(background_save, "PROMPT_SECONDS", 0.02)
    monkeypatch.setattr(checkpointing, "END_TURN_SECONDS", 0.02)
    answers = threading.Event()

    class Hanging(FakeStore):
        def end_turn(self, run_id, attempt, checkpoint):
            """Keep it when the test lets it."""
            assert answers.wait(PATIENCE_SECONDS)
            return super().end_turn(run_id, attempt, checkpoint)

    keeping = Checkpointer.started(store := Hanging(), "run", "task", BATCHES)
    assert keeping.end_turn(over(1, (4.0,), whole=False), b"part") is None
    answers.set()
    keeping.save(over(1, (4.0, 3.0)), b"one")
    wait_for(lambda: store.kept.losses.tolist() == [4.0, 3.0])


def test_a_worker_that_was_replaced_ends_no_turn():
    keeping = Checkpointer.started(
        FakeStore(error=AttemptSuperseded("run")), "run", "task", BATCHES
    )
    with pytest.raises(AttemptSuperseded):
        keeping.end_turn(None)


class LateStore(FakeStore):
    """A store that is away, or lacks the run, until a test says otherwise."""

    def __init__(self, found, failure):
        super().__init__(found)
        self.failure = failure
        self.attempts = 0
        self.trained = None

    def start_attempt(self, run_id, task):
        """Begin for the first time, or fail."""
        if self.failure is not None:
            raise self.failure
        self.attempts += 1
        return ClaimedRun(self.attempts, 0, self.found)

    def finish(self, run_id, attempt, trained):
        """Keep it."""
        assert attempt == self.attempts
        self.trained = trained


PAST = Checkpoint(
    1,
    curve(4, 3, 2.5),
    curve(0.1, 0.2, 0.3),
    (EpochResult(1, 0.1, 0.9, 0.2, 0.8, 1.0),),
    (),
    b"past",
)


@pytest.mark.parametrize(
    "failure",
    [StoreUnavailable("away"), DiskFull("full"), AttemptSuperseded("no such run")],
)
@pytest.mark.parametrize("past", [None, PAST])
def test_a_run_that_began_without_the_store_is_stored_whole_once_it_is_there(
    failure, past
):
    store = LateStore(past, failure)
    keeping = Checkpointer(lambda: store, "run", "task", BATCHES)
    done = 0 if past is None else 1
    keeping.resume(Resume(goal=4, epochs_done=done, losses=(2.5,) if done else ()))
    keeping.save(over(done + 1, (2.5, 1.0)), b"first")
    assert keeping.end_turn(None) is None
    assert store.kept.epochs_done == 0
    store.failure = None
    keeping.save(over(done + 2, (0.9, 0.8)), b"second")
    before = [] if past is None else [4.0, 3.0]
    np.testing.assert_allclose(store.kept.losses, [*before, 2.5, 1.0, 0.9, 0.8])
    assert len(store.kept.accuracies) == len(store.kept.losses)
    assert [result.epoch for result in store.kept.results] == [*range(1, done + 3)]
    assert store.kept.keras_file == b"second"
    # From now on it is a run like any other.
    assert keeping.end_turn(None) == 7.0
    assert (keeping.attempt, store.attempts) == (1, 1)


def test_a_run_that_ends_before_the_store_is_there_leaves_it_to_the_engine():
    store = LateStore(None, StoreUnavailable("away"))
    keeping = Checkpointer(lambda: store, "run", "task", BATCHES)
    keeping.save(over(1, (2.0, 1.0)), b"one")
    keeping.finish(TRAINED)
    assert store.trained is None
    store.failure = None
    keeping.finish(TRAINED)
    assert store.trained == TRAINED
    assert store.kept.losses.tolist() == [2.0, 1.0]


def test_a_worker_that_finds_more_in_the_store_than_it_began_with_is_stopped():
    store = LateStore(PAST, StoreUnavailable("away"))
    keeping = Checkpointer(lambda: store, "run", "task", BATCHES)
    keeping.resume(Resume(goal=4))
    store.failure = None
    with pytest.raises(AttemptSuperseded):
        keeping.save(over(1, (2.0, 1.0)), b"one")
    assert store.kept.epochs_done == 0
