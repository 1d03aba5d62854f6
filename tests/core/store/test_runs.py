"""Runs are read back unchanged, counted, claimed and removed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.errors import AttemptSuperseded
from core.runs.progress import Ending, Trained
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
