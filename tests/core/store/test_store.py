"""Saved data is read back unchanged, and only by its visitor."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.errors import AttemptSuperseded
from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, Trained
from core.store.store import Store
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, checkpoint, saved

TASK = "train-1"


TRAINED = Trained(Ending.FINISHED, 0.99, 0.03, b"keras file", b"litert file")


def test_the_runs_that_go_on_are_counted_whoever_tends_them(store):
    store.add(saved(made_at=10.0))
    store.add(saved(OTHER, BERTA, made_at=20.0))
    assert store.list_active(60) == {RUN: 10.0, OTHER: 20.0}
    store.fail(OTHER, 0, "Diverged")
    assert store.list_active(60) == {RUN: 10.0}
    assert store.list_active(-1) == {}


def test_only_a_worker_that_is_given_the_same_task_has_died_over_it(store):
    store.add(saved())
    begun = [store.start_attempt(RUN, task) for task in ("a", "a", "b", "c", "c")]
    assert [each.attempt for each in begun] == [1, 2, 3, 4, 5]
    assert [each.worker_crashes for each in begun] == [0, 1, 1, 1, 2]


def test_a_run_that_nobody_tends_is_taken_over_by_one_process_alone(store, clock):
    store.add(saved())
    assert not store.claim(RUN, 10)
    clock.now += 20
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda _: store.claim(RUN, 10), range(8)))
    assert sorted(claims) == [False] * 7 + [True]
    store.fail(RUN, 0, "Diverged")
    assert not store.claim(RUN, -1)


@pytest.mark.parametrize("years", [1, 50])
def test_a_run_that_is_silent_since_a_clock_went_back_holds_nobody_up(
    store, clock, years
):
    now = clock.now
    clock.now += years * 365 * 24 * 3600
    store.add(saved())
    clock.now = now
    assert store.list_active(60) == {}
    store.add_alone(saved(OTHER), None, silent_seconds=60)
    assert set(store.list_active(60)) == {OTHER}
    assert not store.claim(OTHER, 60)
    assert store.claim(RUN, 60)
    # Its new sign of life is from now.
    assert set(store.list_active(60)) == {RUN, OTHER}


def test_a_run_that_gave_up_its_place_is_told_and_one_that_was_begun_goes_on(store):
    store.add(saved())
    store.add(saved(OTHER))
    store.start_attempt(OTHER, TASK)
    for run in (RUN, OTHER):
        store.cancel(run, Ending.UNWATCHED)
    given_up, begun = store.fetch_run(ANNA, RUN), store.fetch_run(ANNA, OTHER)
    assert (given_up.stage, given_up.ending) == ("done", Ending.UNWATCHED)
    assert (begun.stage, begun.ending) == ("going", None)


def test_a_run_comes_back_as_it_was(store):
    store.add(saved())
    (found,) = store.list_runs(ANNA)
    assert found.settings == saved().settings
    assert [pin.label for pin in found.pins] == [3, None]
    np.testing.assert_array_equal(found.pins[0].image, np.eye(28))
    assert (found.stage, found.goal, found.continues) == ("going", 7, OTHER)
    assert found.source is loader.Source.SAMPLE


def test_runs_come_from_the_first(store):
    store.add(saved(OTHER, made_at=2000.0))
    store.add(saved(RUN, made_at=1000.0))
    assert [run.id for run in store.list_runs(ANNA)] == [RUN, OTHER]


def test_any_number_of_runs_is_asked_for_by_the_same_statements(store):
    # SQLite keeps each statement that it has not seen before, for every connection.
    asked: list[set[str]] = []

    def note(connection, cursor, statement, *rest):
        asked[-1].add(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        for number in range(4):
            asked.append(set())
            store.add(saved(f"{number:032x}"))
            store.heartbeat(f"{known:032x}" for known in range(number + 1))
            assert len(store.list_runs(ANNA)) == number + 1
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert asked[1]
    # The first statement has also created the workspace.
    assert all(statements == asked[1] < asked[0] for statements in asked[1:])


def test_one_workspace_knows_nothing_of_anothers(store):
    store.add(saved())
    store.start_attempt(RUN, TASK)
    store.keep_checkpoint(RUN, 1, checkpoint(1))
    store.finish(RUN, 1, TRAINED)
    assert store.list_runs(BERTA) == ()
    assert store.fetch_run(BERTA, RUN) is None
    assert store.fetch_checkpoint(BERTA, RUN) is None
    assert store.read_file(BERTA, RUN, "keras") is None
    store.rename(BERTA, RUN, "mine")
    store.remove(BERTA, RUN)
    found = store.fetch_run(ANNA, RUN)
    assert found is not None
    assert found.name == ""


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


def test_settings_strokes_and_hand_come_back(store):
    assert store.workspace(ANNA) is None
    drawings = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 4)
    store.change_settings(ANNA, {}, {"train_epochs": "3"})
    store.keep_strokes(ANNA, [{"path": [["M", 1, 2]]}])
    store.change_drawings(ANNA, drawings)
    found = store.workspace(ANNA)
    assert found is not None
    assert found.settings == {"train_epochs": "3"}
    assert found.strokes == ({"path": [["M", 1, 2]]},)
    np.testing.assert_array_equal(found.own_drawings.images, drawings.images)


def test_a_change_of_settings_leaves_those_that_nobody_has_changed(store):
    store.change_settings(ANNA, {}, {"train_epochs": "3", "network_dense": "64"})
    store.change_settings(ANNA, {}, {"train_batch_size": "32"})
    store.change_settings(BERTA, {}, {"train_epochs": "2"})
    assert store.workspace(ANNA).settings == {
        "train_epochs": "3",
        "network_dense": "64",
        "train_batch_size": "32",
    }
    assert store.workspace(BERTA).settings == {"train_epochs": "2"}


def test_a_run_that_is_removed_takes_its_files_along(store, url):
    store.add(saved())
    attempt = store.start_attempt(RUN, TASK).attempt
    store.keep_checkpoint(RUN, attempt, checkpoint(1))
    store.finish(RUN, attempt, TRAINED)
    store.remove(ANNA, RUN)
    assert store.list_runs(ANNA) == ()
    with pytest.raises(AttemptSuperseded):
        store.start_attempt(RUN, TASK)
    store.add(saved())
    assert store.read_file(ANNA, RUN, "keras") is None
    assert store.fetch_checkpoint(ANNA, RUN) is None


def test_idle_workspaces_are_removed_with_their_runs(store, clock):
    store.add(saved())
    for _ in range(20):
        clock.now += 24 * 3600
        store.mark_visitor_seen(BERTA)
    assert store.remove_idle(30) == 0
    assert store.remove_idle(10) == 1
    assert store.list_runs(ANNA) == ()
    assert store.workspace(BERTA) is not None


@pytest.mark.parametrize("text", ["", "a" * 31, "A" * 32, "a" * 33, "../" + "a" * 29])
def test_what_is_no_id_touches_nothing(store, text):
    for ask in (
        store.workspace,
        store.has_workspace,
        store.is_deleted,
        store.list_runs,
        store.mark_visitor_seen,
        store.remove_workspace,
    ):
        with pytest.raises(ValueError, match="not an id"):
            ask(text)


def test_thirty_threads_at_once(store):
    def work(number):
        workspace = f"{number:032x}"
        store.add(saved(f"{number + 100:032x}", workspace))
        for _ in range(3):
            store.keep_strokes(workspace, [number])
        return store.workspace(workspace).strokes, len(store.list_runs(workspace))

    with ThreadPoolExecutor(30) as pool:
        assert list(pool.map(work, range(30))) == [((n,), 1) for n in range(30)]


def test_the_time_is_the_databases_own(url):
    opened = Store.open(url)
    before = time.time()
    opened.mark_visitor_seen(ANNA)
    # Both clocks are this machine's.
    found = opened.workspace(ANNA)
    assert found is not None
    assert before - 1 < found.seen_at < time.time() + 1
    assert opened.seen_within(ANNA, 3600)
    opened.close()


def test_strokes_drawings_pins_and_curves_count(store):
    before = store.size(ANNA)
    store.keep_strokes(ANNA, [{"path": "x" * 5000}])
    with_strokes = store.size(ANNA)
    assert with_strokes - before >= 5000
    drawn = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 4)
    store.change_drawings(ANNA, drawn)
    with_drawings = store.size(ANNA)
    assert with_drawings - with_strokes == 28 * 28
    store.add(saved())
    with_pins = store.size(ANNA)
    assert with_pins - with_drawings > 2 * 28 * 28
    store.keep_checkpoint(RUN, 0, replace(checkpoint(50), keras_file=b""))
    assert store.size(ANNA) - with_pins > 2 * 4 * 100


def test_what_all_visitors_take_is_measured_and_less_after_a_deletion(store):
    before = store.total_size()
    # Nothing that a database could store in fewer bytes.
    chance = np.random.default_rng(1)
    network = {"keras": chance.bytes(300_000), "litert": chance.bytes(200_000)}
    store.import_run(saved(), checkpoint(50), network)
    one = store.total_size()
    assert 500_000 <= one - before < 600_000
    store.keep_strokes(BERTA, [{"path": chance.bytes(100_000).hex()}])
    both = store.total_size()
    assert 100_000 <= both - one < 300_000
    store.remove_workspace(ANNA)
    assert store.total_size() <= both - 500_000
