"""Each run is counted once, and events do not say whose run it is."""

import logging
from pathlib import Path

import pytest

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_metrics import Counts, RunMetrics
from core.engine.run_spec import RunSpec
from core.errors import WorkerLost
from core.runs.progress import Ending, Trained
from core.settings.run import RunSettings

TRAINED = Trained(Ending.STOPPED, 0.9, 0.1, b"keras", b"litert")
VISITOR = "0123456789abcdef" * 2


class Clock:
    """A fake clock."""

    now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A fake clock."""
    return Clock()


@pytest.fixture
def metrics(
    clock: Clock, caplog: pytest.LogCaptureFixture, trazo_home: Path
) -> RunMetrics:
    """A metrics whose events are all kept."""
    caplog.set_level(logging.INFO, "core")
    return RunMetrics(clock)


def run() -> Run:
    """Return a run of somebody's."""
    return Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, VISITOR))


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """Return the events with their facts, without the run's id."""
    return [
        {"event": record.event, **record.facts, "run": None}  # type: ignore[attr-defined]  # as core.server.logs makes them
        for record in caplog.records
    ]


def test_a_run_waits_goes_on_and_is_done(metrics, clock, caplog):
    asked = run()
    metrics.on_queued(asked)
    assert metrics.counts() == Counts(going_on=0, waiting=1, done=0, failed=0)
    clock.now += 3
    metrics.on_started(asked)
    metrics.on_started(asked)
    assert metrics.counts() == Counts(going_on=1, waiting=0, done=0, failed=0)
    clock.now += 5
    asked.finish(TRAINED)
    metrics.on_finished(asked, TRAINED)
    assert metrics.counts() == Counts(going_on=0, waiting=0, done=1, failed=0)
    assert told(caplog) == [
        {"event": "run asked for", "epochs": 10, "run": None},
        {"event": "run begun", "waited": 3.0, "run": None},
        {"event": "run ended", "seconds": 5.0, "how": "stopped", "run": None},
    ]


def test_a_run_that_never_began_is_done(metrics, caplog):
    asked = run()
    metrics.on_queued(asked)
    asked.cancel(Ending.UNWATCHED)
    metrics.on_cancelled(asked, Ending.UNWATCHED)
    assert metrics.counts() == Counts(going_on=0, waiting=0, done=1, failed=0)
    assert told(caplog)[1:] == [
        {"event": "run ended", "seconds": 0.0, "how": "unwatched", "run": None}
    ]


def test_a_run_fails_once_and_its_error_is_named(metrics, caplog):
    asked = run()
    metrics.on_queued(asked)
    error = WorkerLost(asked.id)
    asked.fail(error)
    metrics.on_failed(asked, error)
    metrics.on_failed(asked, error)
    assert metrics.counts() == Counts(going_on=0, waiting=0, done=0, failed=1)
    assert told(caplog)[1:] == [
        {"event": "run failed", "seconds": 0.0, "error": "WorkerLost", "run": None}
    ]
    assert caplog.records[-1].levelname == "WARNING"


def test_a_run_whose_engine_is_gone_waits_again(metrics, clock, caplog):
    asked = run()
    metrics.on_queued(asked)
    metrics.on_started(asked)
    metrics.on_queued(asked)
    assert metrics.counts() == Counts(going_on=0, waiting=1, done=0, failed=0)
    clock.now += 2
    metrics.on_started(asked)
    assert metrics.counts() == Counts(going_on=1, waiting=0, done=0, failed=0)
    assert told(caplog)[-1]["waited"] == 2.0


def test_no_line_says_whose_run_it_is(metrics, caplog):
    asked = run()
    metrics.on_queued(asked)
    metrics.on_started(asked)
    metrics.on_worker_lost(asked)
    error = WorkerLost(asked.id)
    asked.fail(error)
    metrics.on_failed(asked, error)
    written = "\n".join(caplog.messages)
    assert asked.id[:8] in written
    assert asked.id[:9] not in written
    assert VISITOR[:8] not in written


def test_a_lost_engine_is_told_once(metrics, caplog):
    metrics.on_engine_lost()
    metrics.on_engine_started()
    metrics.on_engine_lost()
    metrics.on_engine_lost()
    assert [record.event for record in caplog.records] == [
        "engine started",
        "engine lost",
    ]
