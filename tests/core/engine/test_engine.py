"""The queue: the order of runs, their ends, and the runs behind them."""

import os

import numpy as np
import pytest

from core.config import Config
from core.datasets.own_drawings import LabelledDrawings
from core.engine.background_jobs import JobStage
from core.engine.fair_share import SLOW_SECONDS
from core.errors import (
    AttemptSuperseded,
    Diverged,
    EngineUnavailable,
    ImpossibleNetwork,
    NetworkGone,
    TrainingFailed,
    WorkerLost,
    WorkspaceDeleted,
)
from core.explain import embedding
from core.explain.embedding import EmbeddingRequest
from core.runs.fine_tuning import FineTuning
from core.runs.progress import Ending, Stage
from core.runs.slow_motion import Command, Substep
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from core.store.store import Store
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
    training,
)
from tests.support.stub_network import (
    BROKEN_SEED,
    LITERT_FILE,
    STUDY_SEED,
    WILD_RATE,
    keras_file,
)

pytestmark = pytest.mark.servers

SOMEBODY = "5" * 32


def test_every_batch_reaches_the_web_process_and_the_network_with_it(engine):
    run = engine.start(free(), SAMPLE)
    state = over(run)
    assert (state.ending, state.error) == (Ending.FINISHED, None)
    assert is_whole(run)
    assert run.progress == 1
    assert run.keras_path.read_bytes() == keras_file(6 * BATCHES)
    assert run.litert_path.read_bytes() == LITERT_FILE


def test_the_worker_gives_way_as_its_host_says(engine):
    over(engine.start(free(), SAMPLE))
    (worker,) = workers()
    added = int(os.environ["TRAZO_NICENESS"])
    assert worker.nice() == min(os.nice(0) + added, 19) > os.nice(0)


def test_runs_train_in_the_order_of_asking_and_know_their_place(engine):
    settings, hold = held(3)
    first = engine.start(settings, SAMPLE)
    settings, next_hold = held(3)
    second = engine.start(settings, SAMPLE)
    third, fourth = (engine.start(free(), SAMPLE) for _ in range(2))
    training(first)
    assert engine.runs_ahead(first) == ()
    assert engine.runs_ahead(second) == (first,)
    assert engine.runs_ahead(fourth) == (first, second, third)
    assert engine.runs_going_on() == 4
    assert third.state.stage is Stage.WAITING
    engine.stop(third)
    assert over(third).ending is Ending.STOPPED
    assert not third.state.has_network
    assert first.state.stage is Stage.TRAINING
    hold.release()
    assert over(first).ending is Ending.FINISHED
    wait_for(lambda: second.progress or fourth.state.is_over)
    assert fourth.state.stage is Stage.WAITING
    next_hold.release()
    for run in (second, fourth):
        assert over(run).ending is Ending.FINISHED


def test_a_stopped_run_keeps_its_network_without_another_batch(engine):
    settings, _ = held(BATCHES + 3)
    run = engine.start(settings, SAMPLE)
    reached(run, BATCHES + 3)
    engine.stop(run)
    assert run.state.stopping
    state = over(run)
    assert state.ending is Ending.STOPPED
    assert len(losses_of(run)) == BATCHES + 3
    assert run.keras_path.read_bytes() == keras_file(BATCHES + 3)


def test_a_stopped_run_goes_on_from_where_it_stood(engine):
    settings, hold = held(BATCHES + 3)
    first = engine.start(settings, SAMPLE, SOMEBODY)
    reached(first, BATCHES + 3)
    engine.stop(first)
    over(first)
    hold.release()
    second = engine.resume(first, 1, SOMEBODY)
    assert over(second).ending is Ending.FINISHED
    assert second.goal == 2
    assert is_whole(second, epochs=2)
    assert epochs_of(first) == [1]
    assert engine.runs_of(SOMEBODY) == (first, second)
    assert engine.runs_of("0" * 32) == ()


def test_a_run_whose_file_is_gone_cannot_be_gone_on_with(engine):
    first = engine.start(free(epochs=1), SAMPLE)
    over(first)
    first.keras_path.unlink()
    assert isinstance(over(engine.resume(first, 1)).error, NetworkGone)


def test_a_network_that_is_gone_cannot_be_taught(engine, tmp_path):
    lesson = FineTuning(
        LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 1),
        tmp_path / "gone.keras",
    )
    run = engine.fine_tune(lesson, SAMPLE, SOMEBODY, None)
    assert isinstance(over(run).error, NetworkGone)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        (RunSettings(images=500, learning_rate=WILD_RATE), Diverged),
        (RunSettings(images=500, seed=BROKEN_SEED), TrainingFailed),
        (
            RunSettings(network=NetworkSpec((Block.parse("8x7p"),) * 4)),
            ImpossibleNetwork,
        ),
    ],
    ids=["diverged", "unforeseen", "impossible"],
)
def test_what_is_raised_in_the_worker_reaches_the_run(engine, settings, error):
    state = over(engine.start(settings, SAMPLE))
    assert isinstance(state.error, error)
    assert not state.has_network
    # The cause stays in the worker, since it may be a TensorFlow class.
    assert state.error.__context__ is None
    assert state.error.__cause__ is None


def test_a_run_that_is_stopped_at_once_is_stopped(engine):
    settings, _ = held(0)
    run = engine.start(settings, SAMPLE)
    engine.stop(run)
    assert over(run).ending is Ending.STOPPED


def test_a_run_that_nobody_watches_ends_and_keeps_its_network(engine, clock):
    settings, _ = held(3)
    run = engine.start(settings, SAMPLE)
    training(run)
    clock.now += Config.unwatched_seconds - 1
    run.mark_watched()
    clock.now += Config.unwatched_seconds - 1
    # One that is watched is asked to go on: it is no worse for the time that passed.
    assert not run.state.stopping
    clock.now += 2
    state = over(run)
    assert state.ending is Ending.UNWATCHED
    assert state.has_network


def test_a_slow_run_takes_one_substep_at_a_time_until_others_wait(engine, clock):
    slow = engine.start(free(epochs=1), SAMPLE, command=Command.PAUSE)
    wait_for(lambda: slow.state.stage, lambda stage: stage is Stage.TRAINING)
    engine.set_speed(slow, Command.STEP)
    step = wait_for(lambda: slow.state.report.step)
    assert step.substep is Substep.FORWARD
    assert slow.progress == 0
    # Nobody waits, so slow motion is allowed.
    clock.now += SLOW_SECONDS + 1
    slow.mark_watched()
    other = engine.start(free(epochs=1), SAMPLE)
    waited_from = clock()

    def step_again():
        # A press is no new start of the time that slow motion has.
        clock.now += 1
        slow.mark_watched()
        other.mark_watched()
        engine.set_speed(slow, Command.STEP)
        return slow.hurried

    wait_for(step_again)
    assert clock() - waited_from > SLOW_SECONDS
    assert over(slow).ending is Ending.FINISHED
    assert slow.hurried
    assert over(other).ending is Ending.FINISHED
    assert len(losses_of(slow)) == len(losses_of(other)) == BATCHES


def test_a_killed_worker_is_told_and_the_next_run_works(engine):
    settings, hold = held(3)
    run, waiting = engine.start(settings, SAMPLE), engine.start(free(), SAMPLE)
    training(run)
    kill(workers())
    assert isinstance(over(run).error, WorkerLost)
    assert over(waiting).error is None
    hold.release()
    assert over(engine.start(settings, SAMPLE)).error is None


def test_a_killed_engine_is_told_and_the_next_run_works(engine):
    settings, _ = held(3)
    run = engine.start(settings, SAMPLE)
    training(run)
    kill(engines())
    assert isinstance(over(run).error, EngineUnavailable | WorkerLost | TrainingFailed)
    assert over(engine.start(free(), SAMPLE)).error is None


def test_a_study_is_made_once_and_can_be_tried_again_where_it_failed(engine, tmp_path):
    wanted = EmbeddingRequest(
        tmp_path / "network.keras", SAMPLE, tmp_path / embedding.FILE
    )
    failed = engine.embedding_jobs.submit(wanted, SOMEBODY)
    wait_for(lambda: failed.is_over)
    assert isinstance(failed.error, NetworkGone)
    assert engine.embedding_jobs.find(wanted) is failed
    wanted.keras_path.write_bytes(keras_file(1))
    hold = Hold(STUDY_SEED)
    hold.at(0)
    job = engine.embedding_jobs.submit(wanted, SOMEBODY)
    assert engine.embedding_jobs.submit(wanted, SOMEBODY) is job
    hold.release()
    wait_for(lambda: job.is_over)
    assert job.error is None
    assert embedding.load_cached(wanted.path) is not None


def test_a_worker_that_is_killed_in_a_study_is_told(engine, tmp_path):
    wanted = EmbeddingRequest(
        tmp_path / "network.keras", SAMPLE, tmp_path / embedding.FILE
    )
    wanted.keras_path.write_bytes(keras_file(1))
    hold = Hold(STUDY_SEED)
    hold.at(0)
    job = engine.embedding_jobs.submit(wanted, SOMEBODY)
    wait_for(lambda: job.stage, lambda stage: stage is JobStage.WORKING)
    kill(workers())
    wait_for(lambda: job.is_over)
    hold.release()
    assert isinstance(job.error, WorkerLost)
    assert not wanted.path.exists()


def test_a_run_whose_visitor_deletes_everything_on_another_server_is_ended(
    engine, clock
):
    visitor = "6" * 32
    settings, _ = held(BATCHES + 3)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, BATCHES + 3)
    elsewhere = Store.open(clock=clock)
    elsewhere.remove_workspace(visitor)
    # No checkpoint comes that would find out: the worker is within an epoch.
    assert isinstance(over(run).error, AttemptSuperseded)
    with pytest.raises(WorkspaceDeleted):
        engine.start(free(), SAMPLE, visitor)
    assert not elsewhere.has_workspace(visitor)
    # The worker is free for others.
    assert over(engine.start(free(), SAMPLE, "7" * 32)).ending is Ending.FINISHED
    elsewhere.close()
