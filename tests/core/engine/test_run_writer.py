"""The store has how a run ended, once, even where another process writes too."""

from dataclasses import replace

import pytest

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.engine.run_spec import RunSpec
from core.errors import Diverged, TrainingFailed
from core.runs.progress import Ending, Report, Stage, Trained
from core.settings.run import RunSettings
from core.store.store import Store
from tests.support.patience import PATIENCE_SECONDS
from tests.support.saved_runs import ANNA

TRAINED = Trained(Ending.FINISHED, 0.9, 0.4, b"keras", b"litert")


@pytest.fixture
def store(trazo_home):
    """An empty store."""
    opened = Store.open(f"sqlite:///{trazo_home / 'trazo.db'}")
    yield opened
    opened.close()


@pytest.fixture
def writer(store):
    """What the engine gives it."""
    found = RunRepository(lambda: store)
    yield found
    found.writes.close()


@pytest.fixture
def run(writer):
    """A run that waits, stored."""
    spec = RunSpec.training(RunSettings(epochs=1), loader.Source.SAMPLE, ANNA)
    found = Run(spec)
    assert writer.ensure_stored(found)
    return found


def stored(writer, run):
    """Return the record of a run, once all is written."""
    assert writer.writes.flush(PATIENCE_SECONDS)
    return writer.fetch_run(ANNA, run.id)


def test_a_run_is_stored_once(writer, store, run):
    assert writer.ensure_stored(run)
    assert writer.ensure_stored(run)
    assert [found.id for found in store.list_runs(ANNA)] == [run.id]


def test_what_a_run_left_is_stored_with_its_files(writer, store, run):
    run.add_report(Report(run.id, Stage.TRAINING, 1, (0.5,), (0.75,)))
    run.finish(TRAINED)
    writer.on_finished(run, TRAINED)
    found = stored(writer, run)
    assert (found.stage, found.ending, found.accuracy) == ("done", Ending.FINISHED, 0.9)
    assert store.read_file(ANNA, run.id, "keras") == b"keras"
    assert store.read_file(ANNA, run.id, "litert") == b"litert"
    assert store.fetch_checkpoint(ANNA, run.id).losses.tolist() == [0.5]


def test_what_its_worker_has_stored_is_not_replaced(writer, store, run):
    attempt = store.start_attempt(run.id, "task").attempt
    store.finish(run.id, attempt, TRAINED)
    run.finish(TRAINED)
    writer.on_finished(run, replace(TRAINED, accuracy=0.1))
    writer.on_failed(run, Diverged())
    found = stored(writer, run)
    assert (found.stage, found.accuracy) == ("done", 0.9)


def test_a_failure_is_stored_with_its_reason(writer, run):
    error = TrainingFailed("out of memory")
    run.fail(error)
    writer.on_failed(run, error)
    found = stored(writer, run)
    assert (found.stage, found.error) == ("failed", "TrainingFailed")
    assert found.error_data["message"] == "out of memory"


def test_a_run_that_its_visitor_gave_up_is_removed_and_an_unwatched_one_is_told(
    writer, store, run
):
    other = Run(run.spec.continuation(1, ANNA))
    writer.on_queued(other)
    writer.on_cancelled(run, Ending.STOPPED)
    writer.on_cancelled(other, Ending.UNWATCHED)
    assert stored(writer, run) is None
    assert stored(writer, other).ending is Ending.UNWATCHED


def test_the_last_name_is_stored(writer, run):
    for name in ("first", "second"):
        run.name = name
        writer.rename(run)
    assert stored(writer, run).name == "second"
    writer.forget(run)
    assert stored(writer, run) is None


def test_a_run_of_nobody_is_never_stored(writer, store):
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE))
    assert not writer.ensure_stored(run)
    writer.on_failed(run, Diverged())
    writer.remove("", run.id)
    assert not writer.writes.has_any("")
