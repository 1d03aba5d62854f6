"""End-to-end tests with Keras: one for each promise to visitors.

The other tests of the queue use a stub for TensorFlow. tests/hosting tests that another
machine takes over.
"""

import secrets
from dataclasses import replace

import numpy as np
import pytest

from core import prediction
from core.archive import work_zip
from core.archive.work_zip import Work
from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.engine.engine import Engine
from core.engine.run_writer import SILENT_SECONDS
from core.explain import embedding
from core.explain.embedding import EmbeddingRequest
from core.prediction import SHIPPED_KERAS_PATH
from core.runs.progress import Ending
from core.runs.slow_motion import Command
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from core.store.store import Store
from core.uploads import Upload
from tests.support.patience import wait_for
from tests.support.processes import engines, kill, workers
from tests.support.runs import SAMPLE, epochs_of, losses_of, over, training

pytestmark = [pytest.mark.tensorflow, pytest.mark.servers]

# Long enough for a test to see its first epochs.
LONG = RunSettings(
    epochs=30,
    batch_size=16,
    images=2000,
    seed=4,
    network=NetworkSpec((Block.parse("8x3p"),), (32,)),
)
BATCHES = 125
# Tolerance for comparing curves.
EPOCHS = 3


@pytest.fixture(scope="module")
def make_engine(home, clock):
    """Create engines with real workers; end them after the tests."""
    made = []

    def make():
        made.append(
            Engine(lambda: Store.open(clock=clock), clock=clock, tend_seconds=0.2)
        )
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.fixture
def visitor():
    """The id of a visitor for one test."""
    return secrets.token_hex(16)


def up_to(run, epochs):
    """Wait until a number of epochs have finished."""
    wait_for(lambda: len(epochs_of(run)), lambda done: done >= epochs)


def ended(engine, run, epochs):
    """Stop a run after a number of epochs; return their losses."""
    up_to(run, epochs)
    engine.stop(run)
    assert over(run).ending is Ending.STOPPED
    assert run.state.has_network
    return losses_of(run)[: epochs * BATCHES]


@pytest.fixture(scope="module")
def plain(engine):
    """The losses of an undisturbed long run."""
    return ended(engine, engine.start(LONG, SAMPLE), EPOCHS)


def assert_goes_on_exactly(engine, run, plain):
    """Check that no epoch is repeated, no batch missing and no weight different."""
    np.testing.assert_allclose(ended(engine, run, EPOCHS), plain, rtol=2e-3, atol=2e-3)
    assert epochs_of(run) == list(range(1, len(epochs_of(run)) + 1))


def test_a_run_leaves_a_network_that_reads(engine):
    run = engine.start(RunSettings(epochs=2, images=4000), SAMPLE)
    state = over(run)
    assert (state.ending, state.error) == (Ending.FINISHED, None)
    assert state.accuracy is not None
    assert state.accuracy > 0.8
    images, labels = loader.test_digits(SAMPLE)
    predictor = prediction.load(run.litert_path)
    answers = predictor.probabilities((images / 255).astype(np.float32))
    assert (answers.argmax(axis=1) == labels).mean() == pytest.approx(
        state.accuracy, abs=1e-6
    )
    assert run.keras_path.stat().st_size > 1_000_000


def test_a_stopped_run_keeps_its_network_and_goes_on_from_where_it_stood(
    engine, visitor
):
    first = engine.start(LONG, SAMPLE, visitor)
    training(first)
    engine.stop(first)
    assert over(first).ending is Ending.STOPPED
    predictor = prediction.load(first.litert_path)
    assert predictor.probabilities(np.zeros((1, 28, 28), np.float32)).shape == (1, 10)
    before = first.curves()
    second = engine.resume(first, 1, visitor)
    assert over(second).ending is Ending.FINISHED
    assert len(epochs_of(second)) == second.goal == len(before.epochs) + 1
    losses = losses_of(second)
    assert losses[: len(losses_of(first))] == losses_of(first)
    assert np.mean(losses[-20:]) < np.mean(losses[:20])


@pytest.mark.parametrize("victims", [workers, engines])
def test_a_run_whose_worker_or_engine_is_killed_goes_on_exactly(
    engine, plain, visitor, victims
):
    run = engine.start(LONG, SAMPLE, visitor)
    up_to(run, 1)
    # So that the run does not end before it is killed, even on a fast machine.
    engine.set_speed(run, Command.PAUSE)
    kill(victims())
    assert wait_for(lambda: run.state.kept_epochs) >= 1
    engine.set_speed(run, Command.FULL_SPEED)
    assert_goes_on_exactly(engine, run, plain)


def test_a_run_whose_web_process_is_no_more_goes_on_exactly(
    engine, make_engine, clock, plain, visitor
):
    before = make_engine()
    first = before.start(LONG, SAMPLE, visitor)
    up_to(first, 1)
    before.set_speed(first, Command.PAUSE)
    (run,) = engine.runs_of(visitor)
    before.close()
    clock.now += SILENT_SECONDS + 1
    wait_for(lambda: engine.repository.fetch_run(visitor, run.id).attempts == 2)
    assert_goes_on_exactly(engine, run, plain)


def test_work_that_is_brought_back_is_the_same_in_another_workspace(engine, visitor):
    settings = replace(LONG, epochs=1, images=500)
    run = engine.start(settings, SAMPLE, visitor)
    assert over(run).ending is Ending.FINISHED
    wait_for(lambda: engine.repository.fetch_run(visitor, run.id).stage == "done")
    packed = work_zip.pack(
        Work(
            engine.repository.finished_with_history(visitor),
            LabelledDrawings(),
            settings,
        ),
        lambda run_id, kind: engine.repository.read_file(visitor, run_id, kind),
    )
    other = secrets.token_hex(16)
    job = engine.import_jobs.submit(Upload(packed), SAMPLE, other)
    wait_for(lambda: job.is_over)
    assert job.error is None
    assert (job.runs, job.known) == (1, 0)
    (again,) = engine.runs_of(other)
    assert again.id != run.id
    assert again.settings == run.settings
    assert again.state.accuracy == run.state.accuracy
    np.testing.assert_allclose(losses_of(again), losses_of(run), rtol=1e-6)
    images = np.random.default_rng(1).random((5, 28, 28), np.float32)
    np.testing.assert_allclose(
        prediction.load(again.litert_path).probabilities(images),
        prediction.load(run.litert_path).probabilities(images),
        atol=1e-6,
    )
    more = engine.resume(again, 1, other)
    assert over(more).ending is Ending.FINISHED
    assert epochs_of(more) == [1, 2]


def test_a_study_finds_the_neighbours_of_digits(engine, visitor, tmp_path):
    wanted = EmbeddingRequest(SHIPPED_KERAS_PATH, SAMPLE, tmp_path / embedding.FILE)
    job = engine.embedding_jobs.submit(wanted, visitor)
    wait_for(lambda: job.is_over)
    assert job.error is None
    study = embedding.load_cached(wanted.path)
    assert study is not None
    assert study.features.shape == (loader.counts(SAMPLE)[0], 512)
    assert study.wrong.mean() < 0.01
