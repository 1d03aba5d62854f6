"""What a worker is asked to do is passed on to the code that trains, and no further."""

import subprocess
import sys
import time
import types
from unittest.mock import create_autospec

import pytest
from distributed import Worker

import core.training
from core.engine import worker_tasks
from core.errors import StoreUnavailable, WorkUnreadable
from core.runs import messages
from core.runs.progress import Ending, Resume, Stage, Trained, TurnOver
from core.runs.slow_motion import Command
from core.runs.tasks import TrainTask
from core.settings.run import RunSettings
from core.training.checkpointing import Checkpointer
from core.training.lease import leases
from tests.support.root import ROOT
from tests.support.runs import SAMPLE

TASK = TrainTask(
    run_id="run", settings=RunSettings(), source=SAMPLE, topic="topic", is_stored=True
)
TRAINED = Trained(Ending.FINISHED, 0.98, 0.1, b"keras", b"litert")


@pytest.fixture
def worker(monkeypatch):
    """The worker that runs a task."""
    found = create_autospec(Worker, instance=True)
    found.get_current_task.return_value = "train-run-1"
    monkeypatch.setattr("distributed.get_worker", lambda: found)
    return found


@pytest.fixture
def jobs(monkeypatch):
    """What trains, without TensorFlow."""
    module = types.ModuleType("core.training.jobs")
    monkeypatch.setitem(sys.modules, "core.training.jobs", module)
    monkeypatch.setattr(core.training, "jobs", module, raising=False)
    return module


@pytest.fixture
def no_store(monkeypatch):
    """A worker that cannot reach the store."""

    def fail():
        raise StoreUnavailable("gone")

    monkeypatch.setattr(worker_tasks, "_store", fail)


def events(worker):
    """Return what a worker has reported, and under which topics."""
    return [
        (call.args[0], messages.decode_event(call.args[1]))
        for call in worker.log_event.call_args_list
    ]


def test_to_name_the_tasks_loads_no_tensorflow():
    code = (
        "import sys; from core.engine import worker_tasks;"
        "sys.exit(bool({'tensorflow', 'keras', 'distributed'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_a_run_reports_under_its_topic(worker, jobs, no_store):
    def train(task, send, checkpointer):
        assert task == TASK
        # It stores the run once the store is back.
        assert isinstance(checkpointer, Checkpointer)
        return TRAINED

    jobs.run = train
    assert worker_tasks.run(TASK) == TRAINED
    ((topic, event),) = events(worker)
    assert topic == "topic"
    assert (event.report.run_id, event.report.stage) == ("run", Stage.WAKING)


def test_a_run_whose_checkpoint_cannot_be_read_waits_again(
    worker, jobs, no_store, monkeypatch
):
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    resumed = TrainTask(
        run_id="run",
        settings=RunSettings(),
        source=SAMPLE,
        resume=Resume(3),
        is_stored=True,
        is_resumed=True,
    )
    # `jobs.run` is not there, and must not be asked for.
    assert isinstance(worker_tasks.run(resumed), TurnOver)
    assert pauses == [worker_tasks.STORE_SECONDS]


def test_a_file_that_is_refused_is_an_answer_and_no_failure(worker, jobs):
    refusal = WorkUnreadable("no zip")

    def refuse(file, source, *, job_id):
        raise refusal

    jobs.import_work = refuse
    assert worker_tasks.import_work(b"file", SAMPLE, job_id="job") is refusal
    # No run, no report.
    assert events(worker) == []


def test_leases_are_renewed_ended_and_slowed_down_by_run():
    worker_tasks.renew_leases({"renewed": 0.0})
    worker_tasks.stop("stopped", Ending.UNWATCHED)
    worker_tasks.set_speed("slow", Command.PAUSE)
    assert leases.get("renewed").is_turn_over(within_epoch=False)
    assert leases.get("stopped").ending is Ending.UNWATCHED
    assert leases.get("slow").speed.is_slow
    for run in ("renewed", "stopped", "slow"):
        leases.discard(run)
