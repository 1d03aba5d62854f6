"""The real engine and its real worker, and what happens when they are killed."""

import os
import time

import numpy as np
import pytest

from core import alike, data
from core.alike import Wanted
from core.engine import client
from core.engine.client import Engine
from core.engine.errand import ErrandStage
from core.engine.run import Run
from core.errors import (
    Diverged,
    EngineUnavailable,
    ImpossibleNetwork,
    NetworkGone,
    TrainingFailed,
    WorkerLost,
)
from core.hand import Hand
from core.network import Block, NetworkSpec
from core.prediction import SHIPPED_KERAS_PATH, load
from core.progress import Ending, Stage
from core.settings import RunSettings
from core.slow_motion import Command, Substep
from core.teaching import Lesson
from tests.support.patience import wait_for
from tests.support.processes import engines, over, training, workers

SHORT = RunSettings(epochs=1, images=500)
LONG = RunSettings(epochs=30, batch_size=16)
SAMPLE = data.Source.SAMPLE
SOMEBODY = "5" * 32


@pytest.fixture(scope="module")
def engine(home):
    """One engine for the tests that leave it whole."""
    made = Engine()
    yield made
    made.close()


def test_a_run_leaves_a_network_that_reads(engine):
    run = engine.start(RunSettings(epochs=2, images=4000), SAMPLE)
    state = over(run)
    assert state.error is None
    assert state.ending is Ending.FINISHED
    assert state.accuracy is not None
    assert state.accuracy > 0.8
    images, labels = data.test_digits(SAMPLE)
    answers = load(run.litert_path).probabilities((images / 255).astype(np.float32))
    assert (answers.argmax(axis=1) == labels).mean() == pytest.approx(
        state.accuracy, abs=1e-6
    )
    assert run.keras_path.stat().st_size > 1_000_000


def test_every_batch_reaches_the_web_process(engine):
    run = engine.start(SHORT, SAMPLE)
    over(run)
    wait_for(lambda: run.part_done == 1)
    assert len(run.curves().loss.values) == 4
    assert len(run.curves().epochs) == 1


def test_the_worker_gives_way_to_pages(engine):
    over(engine.start(SHORT, SAMPLE))
    (worker,) = workers()
    assert worker.nice() == os.nice(0) + 10


def test_the_second_run_waits_and_knows_its_place(engine):
    first, second = (engine.start(LONG, SAMPLE) for _ in range(2))
    third = engine.start(SHORT, SAMPLE)
    training(first)
    assert engine.runs_ahead(first) == ()
    assert engine.runs_ahead(second) == (first,)
    assert engine.runs_ahead(third) == (first, second)
    assert second.state.stage is Stage.WAITING
    engine.stop(second)
    assert over(second).ending is Ending.STOPPED
    assert not second.state.has_network
    assert first.state.stage is not Stage.DONE
    engine.stop(first)
    assert over(first).has_network
    assert over(third).ending is Ending.FINISHED


def test_a_stopped_run_keeps_its_network_without_another_epoch(engine):
    run = engine.start(LONG, SAMPLE)
    training(run)
    engine.stop(run)
    assert run.state.stopping
    state = over(run)
    assert state.ending is Ending.STOPPED
    assert state.has_network
    assert run.part_done < 1


def test_a_stopped_run_goes_on_from_where_it_stood(engine):
    settings = RunSettings(epochs=30, batch_size=16, images=2000)
    first = engine.start(settings, SAMPLE, SOMEBODY)
    training(first)
    engine.stop(first)
    over(first)
    before = first.curves()
    second = engine.resume(first, 1, SOMEBODY)
    assert over(second).ending is Ending.FINISHED
    after = second.curves()
    assert len(after.epochs) == len(before.epochs) + 1
    assert second.goal == len(after.epochs)
    # An average: the one line is the other's beginning.
    assert after.loss.epochs[-1] == pytest.approx(second.goal, abs=0.1)
    assert after.loss.values[-1] < before.loss.values[0]
    assert engine.runs_of(SOMEBODY) == (first, second)
    assert engine.runs_of("0" * 32) == ()


def test_a_run_whose_file_is_gone_cannot_be_gone_on_with(engine):
    first = engine.start(SHORT, SAMPLE)
    over(first)
    first.keras_path.unlink()
    assert isinstance(over(engine.resume(first, 1)).error, NetworkGone)


def test_a_network_that_is_gone_cannot_be_taught(engine, tmp_path):
    lesson = Lesson(
        Hand().with_drawing(np.ones((28, 28), np.float32), 1), tmp_path / "gone.keras"
    )
    run = engine.teach(lesson, SAMPLE, SOMEBODY, None)
    assert isinstance(over(run).error, NetworkGone)


def test_a_diverged_run_says_so_and_leaves_no_network(engine):
    wild = RunSettings(
        epochs=3,
        images=1000,
        optimizer="sgd",
        learning_rate=1.0,
        network=NetworkSpec((Block(32, 7, pooling=True),), (512, 512, 512), "elu"),
    )
    state = over(engine.start(wild, SAMPLE))
    assert isinstance(state.error, Diverged)
    assert not state.has_network


def test_an_impossible_network_is_refused_by_the_worker_too(engine):
    flat = NetworkSpec(blocks=(Block(8, 7, pooling=True),) * 4)
    state = over(engine.start(RunSettings(network=flat), SAMPLE))
    assert isinstance(state.error, ImpossibleNetwork)
    assert state.error.block == 2


def test_a_run_that_is_stopped_at_once_never_begins(engine):
    run = engine.start(LONG, SAMPLE)
    engine.stop(run)
    assert over(run).ending is Ending.STOPPED


def test_a_run_that_nobody_watches_ends_and_keeps_its_network(engine, monkeypatch):
    monkeypatch.setattr(client, "UNWATCHED_SECONDS", 1)
    run = engine.start(LONG, SAMPLE)
    while not run.part_done:
        run.watch()
        time.sleep(0.02)
    state = over(run)
    assert state.ending is Ending.UNWATCHED
    assert state.has_network


def test_a_slow_run_takes_one_substep_at_a_time_until_others_wait(engine, monkeypatch):
    slow = engine.start(SHORT, SAMPLE, command=Command.PAUSE)
    wait_for(lambda: slow.state.stage is Stage.TRAINING)
    engine.pace(slow, Command.STEP)
    wait_for(lambda: slow.state.report.step is not None)
    assert slow.state.report.step.substep is Substep.FORWARD
    assert slow.part_done == 0
    other = engine.start(SHORT, SAMPLE)
    monkeypatch.setattr(client, "SLOW_SECONDS", 0)
    assert over(slow).ending is Ending.FINISHED
    assert slow.hurried
    assert over(other).ending is Ending.FINISHED
    assert len(slow.curves().loss.values) == len(other.curves().loss.values)


def test_keras_own_error_reaches_the_run(engine, monkeypatch):
    broken = RunSettings(epochs=1, images=500)
    object.__setattr__(broken, "batch_size", -1)
    # The only settings that Keras refuses are those that we refuse first.
    run = Run(SHORT, SAMPLE)
    run.settings = broken
    engine._begin(run)
    assert isinstance(over(run).error, TrainingFailed)


def test_a_killed_worker_is_told_and_the_next_run_works(engine):
    run, waiting = engine.start(LONG, SAMPLE), engine.start(SHORT, SAMPLE)
    training(run)
    workers()[0].kill()
    assert isinstance(over(run).error, WorkerLost)
    assert over(waiting).error is None
    assert over(engine.start(SHORT, SAMPLE)).error is None


def test_a_killed_engine_is_told_and_the_next_run_works(engine):
    run = engine.start(LONG, SAMPLE)
    training(run)
    engines()[0].kill()
    assert isinstance(over(run).error, EngineUnavailable | WorkerLost | TrainingFailed)
    assert over(engine.start(SHORT, SAMPLE)).error is None


def test_a_study_is_made_once_and_can_be_tried_again_where_it_failed(engine, tmp_path):
    wanted = Wanted(tmp_path / "network.keras", SAMPLE, tmp_path / alike.FILE)
    failed = engine.studies.ask(wanted)
    wait_for(lambda: failed.over)
    assert isinstance(failed.error, NetworkGone)
    assert engine.studies.of(wanted) is failed
    wanted.keras_path.write_bytes(SHIPPED_KERAS_PATH.read_bytes())
    job = engine.studies.ask(wanted)
    assert engine.studies.ask(wanted) is job
    wait_for(lambda: job.over)
    assert job.error is None
    study = alike.kept(wanted.path)
    assert study is not None
    assert study.features.shape == (data.counts(SAMPLE)[0], 512)
    assert study.wrong.mean() < 0.01


def test_a_worker_that_is_killed_in_a_study_is_told(engine, tmp_path):
    wanted = Wanted(SHIPPED_KERAS_PATH, SAMPLE, tmp_path / alike.FILE)
    job = engine.studies.ask(wanted)
    wait_for(lambda: job.stage is ErrandStage.WORKING)
    workers()[0].kill()
    wait_for(lambda: job.over)
    assert isinstance(job.error, WorkerLost)
    assert not wanted.path.exists()
