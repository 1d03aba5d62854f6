"""What a worker reports reaches whom it concerns; anything else is logged alone."""

from unittest.mock import create_autospec

import pytest

from core.engine import worker_events
from core.engine.job_line import JobLine
from core.engine.run_queue import RunQueue
from core.runs import messages
from core.runs.progress import Report, Stage


@pytest.fixture
def queue():
    """The runs."""
    return create_autospec(RunQueue, instance=True)


@pytest.fixture
def jobs():
    """The short jobs."""
    return create_autospec(JobLine, instance=True)


def test_a_report_goes_to_the_queue(queue, jobs):
    report = Report("run", Stage.TRAINING, epoch=2, losses=(0.5,), accuracies=(0.75,))
    worker_events.dispatch(messages.encode(messages.RunReported(report)), queue, jobs)
    queue.on_report.assert_called_once_with(report)
    assert not jobs.mock_calls


def test_the_start_of_a_job_goes_to_the_jobs(queue, jobs):
    started = messages.encode(messages.JobStarted("job", "worker"))
    worker_events.dispatch(started, queue, jobs)
    jobs.on_started.assert_called_once_with("job", "worker")
    assert not queue.mock_calls


@pytest.mark.parametrize("data", [None, b"", b"nonsense", "text", {"type": "report"}])
def test_what_no_worker_of_ours_sends_is_logged(queue, jobs, caplog, data):
    worker_events.dispatch(data, queue, jobs)
    assert not queue.mock_calls
    assert not jobs.mock_calls
    (record,) = caplog.records
    assert record.levelname == "WARNING"
