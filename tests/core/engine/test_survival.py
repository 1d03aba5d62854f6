"""Runs outlive their worker, their engine and their web process."""

import secrets
import time
from dataclasses import replace

import numpy as np
import pytest

from core import data, teaching
from core.engine import client, kept
from core.engine.client import Engine
from core.engine.process import EngineProcess
from core.engine.run import Run
from core.hand import Hand
from core.network import Block, NetworkSpec
from core.progress import Ending, Stage
from core.settings import RunSettings
from core.teaching import Lesson
from tests.support.patience import wait_for
from tests.support.processes import engines, over, training, workers

SAMPLE = data.Source.SAMPLE
# Long enough to be killed in the middle of it.
SETTINGS = RunSettings(
    epochs=6,
    batch_size=16,
    images=2000,
    seed=4,
    network=NetworkSpec((Block(8, 3, pooling=True),), (32,)),
)
BATCHES = 125
LONG = RunSettings(epochs=30, batch_size=16, images=4000)


@pytest.fixture(scope="module", autouse=True)
def often():
    """Engines look after their runs often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "TEND_SECONDS", 0.2)
        patch.setattr(kept, "SILENT_SECONDS", 1)
        yield


@pytest.fixture(scope="module")
def engine(home, often):
    """An engine for the tests that leave it whole; its worker may die."""
    made = Engine()
    yield made
    made.close()


@pytest.fixture(scope="module")
def plain(engine):
    """The losses of the same run, undisturbed."""
    run = engine.start(SETTINGS, SAMPLE)
    over(run)
    return list(run._history.losses)


def kill(processes):
    for process in processes:
        process.kill()


def epochs_of(run):
    """Return how many epochs are over."""
    return len(run.curves().epochs)


def watched(run, epochs):
    """Watch a run until so many epochs are over."""

    def done():
        run.watch()
        return epochs_of(run) >= epochs

    wait_for(done)


def assert_whole(run, plain):
    """Make sure that no epoch is doubled and no batch is missing."""
    assert [epoch.epoch for epoch in run.curves().epochs] == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(run._history.losses, plain, rtol=2e-3, atol=2e-3)


def test_a_run_goes_on_from_its_last_epoch_when_its_worker_is_killed(engine, plain):
    run = engine.start(SETTINGS, SAMPLE, secrets.token_hex(16))
    wait_for(lambda: epochs_of(run) >= 2)
    kill(workers())
    assert over(run).ending is Ending.FINISHED
    assert run.state.kept_epochs is not None
    assert run.state.kept_epochs >= 2
    assert_whole(run, plain)


def test_a_run_keeps_its_place_and_hears_of_a_stop_when_its_worker_is_killed(engine):
    run = engine.start(replace(SETTINGS, epochs=30), SAMPLE, secrets.token_hex(16))
    wait_for(lambda: epochs_of(run) >= 1)
    waiting = engine.start(SETTINGS, SAMPLE, secrets.token_hex(16))
    wait_for(lambda: waiting.id in engine._dispatcher._futures)
    kill(workers())
    # Nobody is there to hear it.
    engine.stop(run)
    state = over(run)
    assert state.ending is Ending.STOPPED
    assert state.has_network
    assert epochs_of(run) >= 1
    assert waiting.part_done == 0
    assert over(waiting).ending is Ending.FINISHED


def test_a_run_that_is_stopped_while_its_engine_is_gone_keeps_its_network(engine):
    visitor = secrets.token_hex(16)
    run = engine.start(replace(SETTINGS, epochs=30), SAMPLE, visitor)
    wait_for(lambda: epochs_of(run) >= 1)
    kill(engines())
    engine.stop(run)
    state = over(run)
    assert state.ending is Ending.STOPPED
    assert state.has_network
    wait_for(lambda: engine.kept.again(visitor, run.id).stage == "done")


def test_a_run_whose_worker_dies_twice_is_told_and_its_network_is_kept(engine):
    run = engine.start(SETTINGS, SAMPLE, secrets.token_hex(16))
    wait_for(lambda: epochs_of(run) >= 1)
    kill(workers())
    wait_for(lambda: run.state.kept_epochs is not None)
    wait_for(lambda: epochs_of(run) > run.state.kept_epochs)
    kill(workers())
    state = over(run)
    assert state.ending is Ending.LOST
    assert state.has_network
    assert run.litert_path.stat().st_size > 10_000
    assert state.accuracy == run.curves().epochs[-1].val_accuracy


def test_a_run_is_followed_and_goes_on_when_its_web_process_is_no_more(engine, plain):
    visitor = secrets.token_hex(16)
    before = Engine()
    first = before.start(SETTINGS, SAMPLE, visitor)
    wait_for(lambda: epochs_of(first) >= 1)
    (run,) = engine.runs_of(visitor)
    assert run.id == first.id
    assert run is not first
    assert run.state.stage is Stage.TRAINING
    wait_for(lambda: epochs_of(run) >= 2)
    # It is left alone for as long as somebody looks after it.
    assert engine.kept.of(visitor)[0].attempts == 1
    before.close()
    assert over(run).ending is Ending.FINISHED
    assert_whole(run, plain)
    assert engine.kept.of(visitor)[0].attempts == 2
    assert engine.runs_of(secrets.token_hex(16)) == ()


def test_a_run_is_kept_before_its_engine_is_there(home):
    visitor = secrets.token_hex(16)
    made = Engine()
    run = made.start(SETTINGS, SAMPLE, visitor)
    assert [saved.id for saved in made.kept.of(visitor)] == [run.id]
    made.stop(run)
    made.close()


@pytest.fixture
def two(home, monkeypatch):
    """The engines of two web processes that share a cluster of one machine."""
    process = EngineProcess()
    monkeypatch.setenv("TRAZO_SCHEDULER", process.address)
    engine, other = Engine(), Engine()
    yield engine, other
    other.close()
    engine.close()
    process.end()


def test_a_run_is_stopped_and_kept_alive_through_another_process(two, monkeypatch):
    monkeypatch.setattr(client, "UNWATCHED_SECONDS", 3)
    visitor = secrets.token_hex(16)
    engine, other = two
    first = other.start(LONG, SAMPLE, visitor)
    watched(first, epochs=1)
    (seen,) = engine.runs_of(visitor)
    end = time.monotonic() + 6
    while time.monotonic() < end:
        # Nobody watches it where it is looked after.
        seen.watch()
        time.sleep(0.2)
    assert not first.state.over
    wait_for(lambda: engine.others_ahead(Run(SETTINGS, SAMPLE)) == 1)
    seen.watch()
    engine.stop(seen)
    assert over(first).ending is Ending.STOPPED
    wait_for(lambda: seen.state.over)
    assert seen.state.has_network


def test_a_run_in_the_line_that_nobody_watches_gives_up_its_place(engine, monkeypatch):
    monkeypatch.setattr(client, "UNWATCHED_SECONDS", 3)
    first = engine.start(LONG, SAMPLE, secrets.token_hex(16))
    visitor = secrets.token_hex(16)
    second = engine.start(SETTINGS, SAMPLE, visitor)
    while not second.state.over:
        first.watch()
        time.sleep(0.1)
    assert second.state.ending is Ending.UNWATCHED
    assert not first.state.over
    wait_for(lambda: engine.kept.of(visitor)[0].stage == "done")
    assert engine.kept.of(visitor)[0].ending is Ending.UNWATCHED
    engine.stop(first)
    over(first)


def test_a_finished_run_and_a_lesson_on_it_are_found_in_the_next_web_process(engine):
    visitor = secrets.token_hex(16)
    before = Engine()
    base = before.start(RunSettings(epochs=1, images=500), SAMPLE, visitor)
    over(base)
    wait_for(lambda: before.kept.of(visitor)[0].stage == "done")
    keras_file, accuracy = base.keras_path.read_bytes(), base.state.accuracy
    image = np.zeros((28, 28), np.float32)
    image[4:24, 12:16] = 1
    hand = Hand().with_drawing(image, 1)
    before.keep(lambda store: store.keep_hand(visitor, hand))
    first = before.teach(Lesson(hand, base.keras_path), SAMPLE, visitor, base)
    training(first)
    before.close()

    found, lesson = engine.runs_of(visitor)
    assert found.state.accuracy == accuracy
    assert found.keras_path.read_bytes() == keras_file
    assert over(lesson).ending is Ending.FINISHED
    assert lesson.state.outcome is not None
    assert lesson.lesson is not None
    assert epochs_of(lesson) == teaching.EPOCHS
    # Whoever comes after both finds its curve in the store.
    wait_for(lambda: engine.kept.again(visitor, lesson.id).stage == "done")
    kept_lesson = engine.kept.restored(engine.kept.again(visitor, lesson.id))
    assert epochs_of(kept_lesson) == teaching.EPOCHS
    assert kept_lesson.batches_per_epoch == first.batches_per_epoch

    further = engine.resume(found, 1, visitor)
    assert over(further).ending is Ending.FINISHED
    assert epochs_of(further) == 2


def test_what_is_deleted_is_gone(engine):
    visitor = secrets.token_hex(16)
    run = engine.start(RunSettings(epochs=1, images=500), SAMPLE, visitor)
    over(run)
    wait_for(lambda: engine.kept.of(visitor)[0].stage == "done")
    engine.forget(run)
    wait_for(lambda: engine.kept.of(visitor) == ())
    assert engine.runs_of(visitor) == ()
