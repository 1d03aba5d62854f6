"""The order of the queue, and the fate of a run whose worker died."""

from concurrent.futures import CancelledError, Executor, Future
from unittest.mock import create_autospec

import numpy as np
import pytest

from core.datasets import loader
from core.engine.connection_manager import ConnectionManager
from core.engine.remote_runs import RemoteRuns
from core.engine.run import Run
from core.engine.run_listener import RunListener
from core.engine.run_metrics import RunMetrics
from core.engine.run_queue import RunQueue
from core.engine.run_repository import RunRepository
from core.engine.run_spec import RunSpec
from core.errors import AlreadyTraining, AttemptSuperseded, QueueFull, WorkerLost
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
    return RunQueue(link, kept, elsewhere, [tally], executor, executor)


def asked(made_at, visitor=""):
    """Return a run that was asked for at a time."""
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, visitor))
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
        [kept, create_autospec(RunMetrics, instance=True)],
        AtOnce(),
        AtOnce(),
    )
    anna = "a" * 32
    run = Run(
        RunSpec.training(RunSettings(epochs=1, images=500), loader.Source.SAMPLE, anna)
    )
    queue.enqueue(run, 0)
    queue.submit(run)
    run.add_report(Report(run.id, Stage.TRAINING, 1, (4.0,), (0.1,)))
    # The worker saves the result, and dies before it reports it.
    losses, epoch = (4.0, 3.0, 2.0, 1.0), EpochResult(1, 2.5, 0.9, 0.4, 0.9, 1.0)
    trained = Trained(Ending.FINISHED, 0.9, 0.4, b"keras", b"litert")
    curve = np.array(losses, np.float32)
    past = Checkpoint(1, curve, curve, (epoch,), (), b"keras")

    def end(store):
        attempt = store.start_attempt(run.id, "task").attempt
        store.keep_checkpoint(run.id, attempt, past)
        store.finish(run.id, attempt, trained)

    end(kept.store.open())
    queue.on_report(Report(run.id, Stage.WAKING))
    task.set_result(trained)
    assert run.state.ending is Ending.FINISHED
    assert tuple(run.checkpoint().losses) == losses
    assert run.curves().epochs == (epoch,)
    kept.close()


class Diary(RunListener):
    """Records each call, and its run."""

    def __init__(self):
        self.told = []

    def on_queued(self, run):
        """Note it."""
        self.told.append(("queued", run))

    def on_finished(self, run, trained):
        """Note it."""
        self.told.append((trained.ending.value, run))

    def on_failed(self, run, error):
        """Note it."""
        self.told.append((type(error).__name__, run))

    def on_cancelled(self, run, ending):
        """Note it."""
        self.told.append(("cancelled", run))

    def on_handed_over(self, run):
        """Note it."""
        self.told.append(("handed over", run))


@pytest.fixture
def diary():
    """A listener."""
    return Diary()


@pytest.fixture
def begin(trazo_home, diary):
    """Queue a run and start it at once; return it, its task and the queue."""

    def begin(visitor=""):
        task = Task()
        link, kept, remote = (
            create_autospec(part, instance=True)
            for part in (ConnectionManager, RunRepository, RemoteRuns)
        )
        link.connect.return_value.submit.return_value = task
        kept.ensure_stored.return_value = bool(visitor)
        remote.__contains__.return_value = False
        queue = RunQueue(link, kept, remote, [diary], AtOnce(), AtOnce())
        run = asked(10.0, visitor)
        queue.enqueue(run, 0)
        queue.submit(run)
        return run, task, queue

    return begin


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (WorkerLost("killed"), "WorkerLost"),
        (MemoryError("as Keras raises it"), "TrainingFailed"),
        (CancelledError(), "EngineUnavailable"),
        (AttemptSuperseded("begun elsewhere"), "handed over"),
    ],
    ids=["worker", "training", "engine", "superseded"],
)
def test_listeners_are_told_once_how_a_run_goes_wrong(begin, diary, error, told):
    run, task, queue = begin()
    task.set_exception(error)
    assert diary.told == [("queued", run), (told, run)]
    assert queue.runs() == []


def test_listeners_are_told_that_a_run_is_finished(begin, diary):
    run, task, _ = begin()
    task.set_result(Trained(Ending.STOPPED, 0.9, 0.4, b"keras", b"litert"))
    assert diary.told == [("queued", run), ("stopped", run)]


def test_listeners_are_told_again_that_a_run_waits_whose_engine_is_lost(begin, diary):
    run, _, queue = begin("a" * 32)
    queue.on_engine_lost()
    assert diary.told == [("queued", run), ("queued", run)]
    # No worker has started it: none has died over it.
    assert not run.interrupted
    assert queue.runs() == [run]


def test_a_run_that_is_stopped_while_it_waits_is_cancelled_and_has_not_failed(
    begin, diary
):
    run, task, queue = begin()
    queue.request_stop(run, Ending.STOPPED)
    # The cancelled task looks like one whose engine was lost.
    assert task.cancelled()
    assert diary.told == [("queued", run), ("cancelled", run)]
    assert run.state.ending is Ending.STOPPED


def test_a_queue_that_is_closed_leaves_its_runs_to_the_next_process(begin, diary):
    run, task, queue = begin("a" * 32)
    queue.close()
    task.set_exception(CancelledError())
    assert diary.told == [("queued", run)]
    assert not run.state.is_over
