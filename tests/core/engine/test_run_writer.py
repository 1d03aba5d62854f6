"""The store has how a run ended, once, even where another process writes too."""

from dataclasses import replace

import pytest

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import Diverged, TrainingFailed
from core.runs.progress import Ending, Report, Stage, Trained
from core.settings.run import RunSettings
from tests.support.patience import PATIENCE_SECONDS
from tests.support.saved_runs import ANNA

TRAINED = Trained(Ending.FINISHED, 0.9, 0.4, b"keras", b"litert")


@pytest.fixture
def run(repository):
    """A run that waits, stored."""
    spec = RunSpec.training(RunSettings(epochs=1), loader.Source.SAMPLE, ANNA)
    found = Run(spec)
    assert repository.ensure_stored(found)
    return found


def stored(repository, run):
    """Return the record of a run, once all is written."""
    assert repository.writes.flush(PATIENCE_SECONDS)
    return repository.fetch_run(ANNA, run.id)


def test_a_run_is_stored_once(repository, store, run):
    assert repository.ensure_stored(run)
    assert repository.ensure_stored(run)
    assert [found.id for found in store.list_runs(ANNA)] == [run.id]


def test_what_a_run_left_is_stored_with_its_files(repository, store, run):
    run.add_report(Report(run.id, Stage.TRAINING, 1, (0.5,), (0.75,)))
    run.finish(TRAINED)
    repository.on_finished(run, TRAINED)
    found = stored(repository, run)
    assert (found.stage, found.ending, found.accuracy) == ("done", Ending.FINISHED, 0.9)
    assert store.read_file(ANNA, run.id, "keras") == b"keras"
    assert store.read_file(ANNA, run.id, "litert") == b"litert"
    assert store.fetch_checkpoint(ANNA, run.id).losses.tolist() == [0.5]


def test_what_its_worker_has_stored_is_not_replaced(repository, store, run):
    attempt = store.start_attempt(run.id, "task").attempt
    store.finish(run.id, attempt, TRAINED)
    run.finish(TRAINED)
    repository.on_finished(run, replace(TRAINED, accuracy=0.1))
    repository.on_failed(run, Diverged())
    found = stored(repository, run)
    assert (found.stage, found.accuracy) == ("done", 0.9)


def test_a_failure_is_stored_with_its_reason(repository, run):
    error = TrainingFailed("out of memory")
    run.fail(error)
    repository.on_failed(run, error)
    found = stored(repository, run)
    assert (found.stage, found.error) == ("failed", "TrainingFailed")
    assert found.error_data["message"] == "out of memory"


def test_a_run_that_its_visitor_gave_up_is_removed_and_an_unwatched_one_is_told(
    repository, store, run
):
    other = Run(run.spec.continuation(1, ANNA))
    repository.on_queued(other)
    repository.on_cancelled(run, Ending.STOPPED)
    repository.on_cancelled(other, Ending.UNWATCHED)
    assert stored(repository, run) is None
    assert stored(repository, other).ending is Ending.UNWATCHED


def test_the_last_name_is_stored(repository, run):
    for name in ("first", "second"):
        run.name = name
        repository.rename(run)
    assert stored(repository, run).name == "second"
    repository.forget(run)
    assert stored(repository, run) is None


def test_a_run_of_nobody_is_never_stored(repository, store):
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE))
    assert not repository.ensure_stored(run)
    repository.on_failed(run, Diverged())
    repository.remove("", run.id)
    assert not repository.writes.has_any("")
