"""A worker's job ends with a result, or with one of our errors and nothing else."""

import errno
import pickle

import pytest

from core.datasets.loader import Source
from core.datasets.own_drawings import LabelledDrawings
from core.errors import (
    DiskFull,
    Diverged,
    TrainingFailed,
    UploadTooBig,
    WorkerLost,
)
from core.runs.progress import Ending, EpochResult, Report, Stage, Trained
from core.runs.records import Checkpoint, ClaimedRun
from core.runs.tasks import FineTuneTask, TrainTask
from core.settings.run import RunSettings
from core.store.store import Store
from core.training import fine_tuning, fit, jobs
from core.training.checkpointing import MAX_WORKER_CRASHES, Checkpointer
from core.training.lease import leases

pytestmark = pytest.mark.tensorflow

TASK = TrainTask(run_id="run", settings=RunSettings(epochs=2), source=Source.SAMPLE)
TRAINED = Trained(Ending.FINISHED, 0.9, 0.4, b"keras", b"litert")
EPOCHS = (
    EpochResult(1, 0.5, 0.6, 0.7, 0.8, 9.0),
    EpochResult(2, 0.4, 0.7, 0.6, 0.85, 9.0),
)


class OneRun(Store):
    """A store that has one run, as far as it got."""

    def __init__(self, attempt=1, crashes=0, epochs=0, result=None):
        past = Checkpoint.empty((0.5,) * epochs, (0.6,) * epochs, EPOCHS[:epochs])
        self._claimed = ClaimedRun(attempt, crashes, past if epochs else None, result)
        self.finished = []

    def start_attempt(self, run_id, task):
        """Begin it."""
        return self._claimed

    def keep_checkpoint(self, run_id, attempt, kept):
        """Keep it."""

    def finish(self, run_id, attempt, trained):
        """Keep what it left."""
        self.finished.append(trained)


@pytest.fixture
def tasks(monkeypatch):
    """What would have been trained; nothing is."""
    done = []

    def train(task, dataset, **named):
        done.append(task)
        return TRAINED

    monkeypatch.setattr(fit, "train", train)
    monkeypatch.setattr(fine_tuning, "fine_tune", train)
    monkeypatch.setattr(fit, "rescue", lambda settings, kept: (b"keras", b"litert"))
    return done


def run(store=None, task=TASK):
    """Run a task; return its result and its reports."""
    reports: list[Report] = []
    checkpointer = None
    if store is not None:
        checkpointer = Checkpointer.started(store, "run", "task", 1)
    return jobs.run(task, reports.append, checkpointer), reports


def test_what_a_run_left_is_stored(tasks):
    store = OneRun()
    assert run(store) == (TRAINED, [])
    assert store.finished == [TRAINED]


def test_a_run_that_is_retried_says_from_where_and_goes_on_there(tasks):
    _, (report,) = run(OneRun(attempt=2, crashes=1, epochs=1))
    assert (report.stage, report.again, report.epochs) == (
        Stage.PREPARING,
        1,
        EPOCHS[:1],
    )
    (task,) = tasks
    assert task.resume.epochs_done == 1


def test_a_run_that_was_over_is_not_trained_again(tasks):
    assert run(OneRun(attempt=2, result=TRAINED))[0] is TRAINED
    result, _ = run(OneRun(attempt=2, epochs=2))
    # Its worker died between its last epoch and its end.
    assert (result.ending, result.accuracy) == (Ending.FINISHED, 0.85)
    assert tasks == []


def test_a_run_over_which_workers_die_is_given_up_with_what_it_has(tasks):
    result, _ = run(OneRun(attempt=3, crashes=MAX_WORKER_CRASHES, epochs=1))
    assert (result.ending, result.accuracy) == (Ending.LOST, 0.8)
    with pytest.raises(WorkerLost):
        run(OneRun(attempt=3, crashes=MAX_WORKER_CRASHES))
    teach = FineTuneTask(
        run_id="run",
        keras_file=b"",
        drawings=LabelledDrawings(),
        source=Source.SAMPLE,
    )
    with pytest.raises(WorkerLost):
        run(OneRun(attempt=3, crashes=MAX_WORKER_CRASHES, epochs=1), teach)
    assert tasks == []


def test_a_run_that_was_ended_before_it_began_is_not_started(tasks):
    leases.get("run").end(Ending.STOPPED)
    with pytest.raises(TrainingFailed, match="before it began"):
        run(OneRun())
    # However it ended, the next run of that id begins from scratch.
    assert leases.get("run").ending is None
    leases.discard("run")
    assert tasks == []


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (OSError(errno.ENOSPC, "full"), DiskFull),
        (RuntimeError("save failed: No space left on device"), DiskFull),
        (ValueError("of Keras's own"), TrainingFailed),
        (Diverged(), Diverged),
        (UploadTooBig(3, 2, "bytes"), UploadTooBig),
    ],
)
def test_any_exception_is_one_of_our_errors_without_its_cause(
    tasks, monkeypatch, raised, expected
):
    def fail(*args, **named):
        try:
            raise KeyError("deep in TensorFlow")
        except KeyError as error:
            raise raised from error

    monkeypatch.setattr(fit, "train", fail)
    with pytest.raises(expected) as failure:
        run()
    # It goes to the web process, which has no TensorFlow.
    assert failure.value.__cause__ is failure.value.__context__ is None
    assert type(pickle.loads(pickle.dumps(failure.value))) is expected
