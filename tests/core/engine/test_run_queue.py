"""The order of the queue, and the fate of a run whose worker died."""

from concurrent.futures import Executor, Future
from unittest.mock import create_autospec

import pytest

from core.datasets import loader
from core.engine.connection_manager import ConnectionManager
from core.engine.remote_runs import RemoteRuns
from core.engine.run import Run
from core.engine.run_metrics import RunMetrics
from core.engine.run_queue import RunQueue
from core.engine.run_repository import RunRepository
from core.errors import AlreadyTraining, QueueFull
from core.runs.progress import Ending, EpochResult, Report, Stage, Trained
from core.runs.records import Checkpoint
from core.settings.run import RunSettings
from core.store.store import Store


@pytest.fixture
def tally():
    """Counts the calls."""
    return create_autospec(RunMetrics, instance=True)


@pytest.fixture
def queue(trazo_home, tally):
    """A queue without an engine, so that no run ever starts."""
    link, kept, elsewhere, executor = (
        create_autospec(part, instance=True)
        for part in (ConnectionManager, RunRepository, RemoteRuns, Executor)
    )
    return RunQueue(link, kept, elsewhere, tally, executor, executor)


def asked(made_at, visitor=""):
    """Return a run that was submitted at a time."""
    run = Run(RunSettings(), loader.Source.SAMPLE, visitor)
    run.made_at = made_at
    return run


def test_a_run_that_is_adopted_has_its_place_from_before(queue):
    first, second, adopted = asked(10.0), asked(30.0), asked(20.0)
    for run in (first, second):
        queue.enqueue(run, 0)
        queue.submit(run)
    queue.take_over(adopted)
    assert queue.runs_ahead(second) == (first, adopted)
    assert queue.runs_ahead(adopted) == (first,)


def test_a_run_that_goes_on_is_before_all_that_wait(queue):
    going, adopted = asked(30.0), asked(20.0)
    queue.enqueue(going, 0)
    going.add_report(Report(going.id, Stage.TRAINING))
    queue.take_over(adopted)
    assert queue.runs_ahead(adopted) == (going,)


def test_who_has_no_place_is_not_in_the_line(queue):
    anna = "a" * 32
    queue.enqueue(asked(10.0, anna), 0)
    with pytest.raises(AlreadyTraining):
        queue.enqueue(asked(20.0, anna), 0)
    with pytest.raises(QueueFull):
        queue.enqueue(asked(20.0), 39)
    assert len(queue.runs()) == 1


def test_a_worker_is_counted_as_lost_once_and_only_where_one_died(queue, tally):
    died, adopted = asked(10.0), asked(20.0)
    queue.enqueue(died, 0)
    died.add_report(Report(died.id, Stage.TRAINING))
    adopted.add_report(Report(adopted.id, Stage.TRAINING))
    queue.take_over(adopted)
    for run in (died, adopted, died):
        queue.on_report(Report(run.id, Stage.WAKING))
    tally.on_worker_lost.assert_called_once_with(died)
    assert died.interrupted


class AtOnce(Executor):
    """An executor that runs each call at once."""

    def submit(self, work, /, *arguments, **named):
        """Run the call."""
        work(*arguments, **named)
        return Future()


class Task(Future[Trained]):
    """A fake of Dask's future."""

    def release(self):
        """Do nothing."""


def test_a_run_that_was_over_before_it_was_begun_again_has_its_whole_curve(trazo_home):
    task = Task()
    link = create_autospec(ConnectionManager, instance=True)
    link.connect.return_value.submit.return_value = task
    kept = RunRepository(lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}"))
    queue = RunQueue(
        link,
        kept,
        create_autospec(RemoteRuns, instance=True),
        create_autospec(RunMetrics, instance=True),
        AtOnce(),
        AtOnce(),
    )
    anna = "a" * 32
    run = Run(RunSettings(epochs=1, images=500), loader.Source.SAMPLE, anna)
    queue.enqueue(run, 0)
    queue.submit(run)
    run.add_report(Report(run.id, Stage.TRAINING, 1, (4.0,), (0.1,)))
    # The worker saves the result, and dies before it reports it.
    losses, epoch = (4.0, 3.0, 2.0, 1.0), EpochResult(1, 2.5, 0.9, 0.4, 0.9, 1.0)
    trained = Trained(Ending.FINISHED, 0.9, 0.4, b"keras", b"litert")
    past = Checkpoint(1, losses, losses, (epoch,), (), b"keras")

    def end(store):
        attempt = store.begin(run.id, "task").attempt
        store.keep_checkpoint(run.id, attempt, past)
        store.finish(run.id, attempt, trained)

    kept.execute(end)
    queue.on_report(Report(run.id, Stage.WAKING))
    task.set_result(trained)
    assert run.state.ending is Ending.FINISHED
    assert run.checkpoint().losses == losses
    assert run.curves().epochs == (epoch,)
    kept.close()
