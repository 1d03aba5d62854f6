"""Runs survive the death of their worker, engine or web process."""

import secrets

import numpy as np
import pytest
from distributed import Client

from core.config import Config
from core.datasets.own_drawings import LabelledDrawings
from core.engine.dask_connection import keys
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.engine.run_writer import SILENT_SECONDS
from core.runs import fine_tuning
from core.runs.fine_tuning import FineTuning
from core.runs.progress import Ending, Stage
from tests.support.hold import Hold
from tests.support.patience import wait_for
from tests.support.processes import engines, kill, workers
from tests.support.runs import (
    BATCHES,
    SAMPLE,
    epochs_of,
    free,
    held,
    is_whole,
    losses_of,
    over,
    reached,
)
from tests.support.stub_engine import start_open_process
from tests.support.stub_network import (
    ACCURACY,
    LESSON_SEED,
    LITERT_FILE,
    keras_file,
)

pytestmark = pytest.mark.servers

# Shorter than any time limit of the engine.
STEP_SECONDS = SILENT_SECONDS / 3


@pytest.fixture
def visitor():
    """The id of a visitor for one test."""
    return secrets.token_hex(16)


def test_a_run_goes_on_from_its_last_epoch_when_its_worker_is_killed(engine, visitor):
    settings, hold = held(2 * BATCHES + 10)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, 2 * BATCHES + 10)
    kill(workers())
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert run.state.kept_epochs == 2
    assert is_whole(run)


def test_a_run_keeps_its_place_and_hears_of_a_stop_when_its_worker_is_killed(
    engine, processes, visitor
):
    settings, _ = held(BATCHES + 10)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, BATCHES + 10)
    behind, hold = held(0)
    waiting = engine.start(behind, SAMPLE, secrets.token_hex(16))
    process = processes[-1]
    with Client(
        process.address, security=keys(process.ready), set_as_default=False
    ) as scheduler:
        wait_for(
            lambda: scheduler.run_on_scheduler(
                lambda dask_scheduler: list(dask_scheduler.tasks)
            ),
            lambda keys: any(waiting.id in key for key in keys),
        )
    kill(workers())
    # No web process receives the report.
    engine.stop(run)
    wait_for(lambda: run.state.is_over or waiting.state.stage is Stage.TRAINING)
    assert run.state.ending is Ending.STOPPED
    assert run.state.has_network
    assert epochs_of(run) == [1]
    hold.release()
    assert over(waiting).ending is Ending.FINISHED
    assert is_whole(waiting)


def test_a_run_that_is_stopped_while_its_engine_is_gone_keeps_its_network(
    engine, visitor
):
    settings, _ = held(BATCHES + 10)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, BATCHES + 10)
    kill(engines())
    engine.stop(run)
    state = over(run)
    assert state.ending is Ending.STOPPED
    assert state.has_network
    wait_for(lambda: engine.repository.fetch_run(visitor, run.id).stage == "done")


def test_a_run_goes_on_when_its_engine_is_killed(engine, visitor):
    settings, hold = held(2 * BATCHES + 10)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, 2 * BATCHES + 10)
    kill(engines())
    # The worker may finish before it notices that nobody watches.
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert is_whole(run)


def test_a_run_whose_worker_dies_twice_is_told_and_its_network_is_kept(engine, visitor):
    settings, hold = held(BATCHES + 10)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, BATCHES + 10)
    kill(workers())
    assert wait_for(lambda: run.state.kept_epochs) == 1
    hold.at(2 * BATCHES + 10)
    reached(run, 2 * BATCHES + 10)
    kill(workers())
    state = over(run)
    assert state.ending is Ending.LOST
    assert state.has_network
    assert run.keras_path.read_bytes() == keras_file(2 * BATCHES)
    assert run.litert_path.read_bytes() == LITERT_FILE
    assert state.accuracy == run.curves().epochs[-1].val_accuracy


def seen_at(engine, run):
    """Return the time of a run's last heartbeat."""
    return engine.repository.fetch_run(run.visitor, run.id).seen_at


def test_a_run_is_followed_and_goes_on_when_its_web_process_is_no_more(
    engine, make_engine, clock, visitor
):
    before = make_engine()
    settings, hold = held(BATCHES + 10)
    first = before.start(settings, SAMPLE, visitor)
    reached(first, BATCHES + 10)
    (run,) = engine.runs_of(visitor)
    assert run.id == first.id
    assert run is not first
    assert run.state.stage is Stage.TRAINING
    hold.at(2 * BATCHES + 10)
    wait_for(lambda: epochs_of(run), lambda epochs: epochs == [1, 2])
    # Nobody takes the run over while it has heartbeats.
    for _ in range(6):
        clock.now += STEP_SECONDS
        first.mark_watched()
        wait_for(lambda: seen_at(engine, run) == clock())
    assert engine.repository.fetch_run(visitor, run.id).attempts == 1
    before.close()
    clock.now += SILENT_SECONDS + 1
    wait_for(lambda: engine.repository.fetch_run(visitor, run.id).attempts == 2)
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert is_whole(run)
    assert engine.runs_of(secrets.token_hex(16)) == ()


def test_a_run_is_kept_before_its_engine_is_there(make_engine, visitor):
    engine = make_engine()
    run = engine.start(free(), SAMPLE, visitor)
    assert [saved.id for saved in engine.repository.list_runs(visitor)] == [run.id]
    engine.stop(run)
    engine.close()


@pytest.fixture
def two(make_engine, monkeypatch):
    """The engines of two web processes on one machine, which share a cluster."""
    process = start_open_process()
    monkeypatch.setenv("TRAZO_SCHEDULER", process.address)
    engine, other = make_engine(), make_engine()
    yield engine, other
    other.close()
    engine.close()
    process.end()


def test_a_run_is_stopped_and_kept_alive_through_another_process(two, clock, visitor):
    engine, other = two
    settings, _ = held(BATCHES + 10)
    first = other.start(settings, SAMPLE, visitor)
    reached(first, BATCHES + 10)
    (seen,) = engine.runs_of(visitor)
    watched_until = clock() + Config.unwatched_seconds
    while clock() < watched_until + 2 * STEP_SECONDS:
        clock.now += STEP_SECONDS
        # No visitor watches the run in the process that owns it.
        seen.mark_watched()
        wait_for(lambda: engine.repository.workspace(visitor).seen_at == clock())
        wait_for(lambda: seen_at(engine, seen) == clock())
    assert not first.state.stopping
    wait_for(lambda: engine.others_ahead(Run(RunSpec.training(settings, SAMPLE))) == 1)
    seen.mark_watched()
    engine.stop(seen)
    assert over(first).ending is Ending.STOPPED
    assert over(seen).has_network


def test_a_run_in_the_line_that_nobody_watches_gives_up_its_place(
    engine, clock, visitor
):
    settings, _ = held(3)
    first = engine.start(settings, SAMPLE, secrets.token_hex(16))
    reached(first, 3)
    second = engine.start(free(), SAMPLE, visitor)

    def later():
        clock.now += STEP_SECONDS
        first.mark_watched()
        return second.state

    state = wait_for(later, lambda state: state.is_over)
    assert state.ending is Ending.UNWATCHED
    assert not first.state.stopping
    wait_for(lambda: engine.repository.list_runs(visitor)[0].stage == "done")
    assert engine.repository.list_runs(visitor)[0].ending is Ending.UNWATCHED
    engine.stop(first)
    over(first)


def test_a_finished_run_and_a_lesson_on_it_are_found_in_the_next_web_process(
    engine, make_engine, clock, visitor
):
    before = make_engine()
    base = before.start(free(epochs=1), SAMPLE, visitor)
    over(base)
    wait_for(lambda: before.repository.list_runs(visitor)[0].stage == "done")
    image = np.zeros((28, 28), np.float32)
    image[4:24, 12:16] = 1
    drawings = LabelledDrawings().with_drawing(image, 1)
    before.save(visitor, lambda store: store.change_drawings(visitor, drawings))
    hold = Hold(LESSON_SEED)
    hold.at(BATCHES + 5)
    first = before.fine_tune(
        FineTuning(drawings, base.keras_path), SAMPLE, visitor, base
    )
    reached(first, 5)
    before.close()

    found, lesson = engine.runs_of(visitor)
    assert found.state.accuracy == ACCURACY
    assert found.keras_path.read_bytes() == keras_file(BATCHES)
    clock.now += SILENT_SECONDS + 1
    hold.release()
    assert over(lesson).ending is Ending.FINISHED
    assert lesson.state.outcome is not None
    assert lesson.fine_tuning is not None
    assert epochs_of(lesson) == list(range(1, fine_tuning.EPOCHS + 1))
    batches = fine_tuning.EPOCHS * fine_tuning.batches_per_epoch(SAMPLE)
    assert len(losses_of(lesson)) == batches
    # The run started from the network to be fine-tuned.
    assert lesson.keras_path.read_bytes() == keras_file(BATCHES + batches)
    # A later process finds the curve in the store.
    wait_for(lambda: engine.repository.fetch_run(visitor, lesson.id).stage == "done")
    kept_lesson = engine.repository.build_run(
        engine.repository.fetch_run(visitor, lesson.id)
    )
    assert epochs_of(kept_lesson) == epochs_of(lesson)
    assert kept_lesson.batches_per_epoch == first.batches_per_epoch

    further = engine.resume(found, 1, visitor)
    assert over(further).ending is Ending.FINISHED
    assert epochs_of(further) == [1, 2]


def test_what_is_deleted_is_gone(engine, visitor):
    run = engine.start(free(epochs=1), SAMPLE, visitor)
    over(run)
    wait_for(lambda: engine.repository.list_runs(visitor)[0].stage == "done")
    engine.forget(run)
    wait_for(lambda: engine.repository.list_runs(visitor) == ())
    assert engine.runs_of(visitor) == ()
