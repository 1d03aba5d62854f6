"""The store's side of turns: a run's place in the line, across processes."""

import numpy as np
import pytest

from core.errors import AttemptSuperseded
from core.runs.records import Checkpoint
from core.store.store import Store
from tests.support.earlier_database import downgrade
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, saved


def checkpoint(*losses):
    """Return a checkpoint within the first epoch."""
    values = np.array(losses, np.float32)
    return Checkpoint(0, values, values, (), (), b"file")


def place(store, run_id=RUN):
    """Return a run's place in the line, as other processes see it."""
    return store.list_active(1e9)[run_id]


def test_a_run_that_lets_others_go_first_is_behind_them(store):
    store.add(saved())
    store.add(saved(OTHER, BERTA, made_at=2000.0))
    attempt = store.start_attempt(RUN, "task").attempt
    assert place(store) < place(store, OTHER)
    queued_at = store.end_turn(RUN, attempt, checkpoint(3.0))
    assert place(store) == queued_at > place(store, OTHER)
    (run,) = store.list_runs(ANNA)
    assert (run.queued_at, run.turns) == (queued_at, 1)
    later = store.start_attempt(RUN, "another task")
    # It trains: a process that takes it over must not believe that it waits.
    assert place(store) == saved().made_at
    assert (later.attempt, later.turns, later.worker_crashes) == (attempt + 1, 1, 0)
    assert later.checkpoint.losses.tolist() == [3.0]


def test_a_turn_whose_end_was_stored_too_late_has_not_ended(store):
    store.add(saved())
    attempt = store.start_attempt(RUN, "task").attempt
    store.end_turn(RUN, attempt, checkpoint(3.0))
    store.keep_checkpoint(RUN, attempt, checkpoint(3.0, 2.0))
    (run,) = store.list_runs(ANNA)
    assert run.queued_at is None
    assert place(store) == saved().made_at


def test_a_worker_that_was_replaced_gives_no_place(store):
    store.add(saved())
    attempt = store.start_attempt(RUN, "task").attempt
    store.start_attempt(RUN, "another task")
    with pytest.raises(AttemptSuperseded):
        store.end_turn(RUN, attempt, checkpoint(3.0))
    (run,) = store.list_runs(ANNA)
    assert (run.queued_at, run.turns) == (None, 0)


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_a_run_of_a_version_before_has_had_no_turn(store, url, version):
    store.add(saved())
    downgrade(url, version)
    later = Store.open(url)
    (run,) = later.list_runs(ANNA)
    assert (run.queued_at, run.turns) == (None, 0)
    later.close()
