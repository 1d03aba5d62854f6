"""The latest attempt of a run stores it, and no other can."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import AttemptSuperseded
from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, Trained
from tests.support.saved_runs import ANNA, RUN, checkpoint, saved

TASK = "train-1"

TRAINED = Trained(Ending.FINISHED, 0.99, 0.03, b"keras file", b"litert file")


def test_only_a_worker_that_is_given_the_same_task_has_died_over_it(store):
    store.add(saved())
    begun = [store.start_attempt(RUN, task) for task in ("a", "a", "b", "c", "c")]
    assert [each.attempt for each in begun] == [1, 2, 3, 4, 5]
    assert [each.worker_crashes for each in begun] == [0, 1, 1, 1, 2]


def test_who_begins_a_run_that_was_over_is_given_what_it_left(store):
    store.add(saved())
    assert store.start_attempt(RUN, TASK).result is None
    store.keep_checkpoint(RUN, 1, checkpoint(1))
    store.finish(RUN, 1, TRAINED)
    # The worker died before it could report.
    begun = store.start_attempt(RUN, TASK)
    assert begun.result == TRAINED
    run = store.fetch_run(ANNA, RUN)
    assert run is not None
    assert run.stage == "done"


def test_a_checkpoint_comes_back_to_who_begins_again(store):
    store.add(saved())
    first = store.start_attempt(RUN, TASK)
    assert (first.attempt, first.worker_crashes, first.checkpoint) == (1, 0, None)
    store.keep_checkpoint(RUN, 1, checkpoint(1))
    store.keep_checkpoint(RUN, 1, checkpoint(3, b"three"))
    begun = store.start_attempt(RUN, TASK)
    attempt, found = begun.attempt, begun.checkpoint
    expected = checkpoint(3, b"three")
    assert attempt == 2
    assert found is not None
    assert (found.epochs_done, found.keras_file) == (3, b"three")
    np.testing.assert_array_equal(found.losses, expected.losses)
    assert found.results == expected.results
    np.testing.assert_array_equal(found.moments[0].filters, np.ones((4, 3, 3)))


def test_a_worker_that_was_thought_dead_changes_nothing(store):
    store.add(saved())
    store.start_attempt(RUN, TASK)
    store.start_attempt(RUN, TASK)
    store.keep_checkpoint(RUN, 2, checkpoint(2))
    for late in (
        lambda: store.keep_checkpoint(RUN, 1, checkpoint(5)),
        lambda: store.finish(RUN, 1, TRAINED),
        lambda: store.fail(RUN, 1, "WorkerLost"),
    ):
        with pytest.raises(AttemptSuperseded):
            late()
    found = store.fetch_checkpoint(ANNA, RUN)
    assert found is not None
    assert found.epochs_done == 2


def test_what_a_run_leaves_is_kept_with_its_size(store):
    store.add(saved())
    attempt = store.start_attempt(RUN, TASK).attempt
    store.keep_checkpoint(RUN, attempt, checkpoint(2, b"x" * 1000))
    outcome = Outcome(Score(0.9, 0.5), Score(0.9, 1.0))
    store.finish(RUN, attempt, replace(TRAINED, outcome=outcome))
    found = store.fetch_run(ANNA, RUN)
    assert found is not None
    assert (found.stage, found.ending) == ("done", Ending.FINISHED)
    assert (found.accuracy, found.outcome) == (0.99, outcome)
    assert store.read_file(ANNA, RUN, "keras") == b"keras file"
    assert store.read_file(ANNA, RUN, "litert") == b"litert file"
    history = store.fetch_checkpoint(ANNA, RUN)
    assert history is not None
    assert (history.epochs_done, history.keras_file) == (2, b"")
    # No stroke is `[]`.
    assert store.size(ANNA) == found.bytes + 2
    assert 20 < found.bytes < 4000


def test_a_failure_is_kept_by_name(store):
    store.add(saved())
    store.fail(RUN, 0, "Diverged")
    found = store.fetch_run(ANNA, RUN)
    assert found is not None
    assert (found.stage, found.error) == ("failed", "Diverged")
