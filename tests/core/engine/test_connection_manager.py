"""The connection's state, with a real scheduler."""

import pytest

from core.engine import dask_connection
from core.errors import EngineUnavailable
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.processes import engines
from tests.support.stub_engine import start_open_process

pytestmark = pytest.mark.servers


def answers(engine):
    """Return whether the scheduler answers."""
    try:
        engine.workers(0.3)
    except EngineUnavailable:
        return False
    return True


def test_an_engine_that_nobody_needed_yet_is_well_and_not_started(make_engine):
    engine = make_engine()
    assert engine.workers(1) == 0
    assert engines() == []
    engine.close()


def test_a_scheduler_is_asked_itself(make_engine, monkeypatch):
    scheduler = start_open_process()
    monkeypatch.setenv("TRAZO_SCHEDULER", scheduler.address)
    engine = make_engine()
    assert engine.workers(PATIENCE_SECONDS) == 0
    (process,) = engines()
    # The scheduler is running and connected, but does not answer.
    process.suspend()
    # It may still answer what it was asked a moment ago.
    wait_for(lambda: not answers(engine))
    process.resume()
    assert engine.workers(PATIENCE_SECONDS) == 0
    engine.close()
    scheduler.end()


def test_workers_that_were_seen_are_remembered(make_engine):
    engine = make_engine()
    assert engine.workers_seen == 0
    engine.wake()
    wait_for(lambda: engine.workers_seen == 1)
    assert engine.workers(PATIENCE_SECONDS) == 1
    (process,) = engines()
    process.suspend()
    # It may still answer what it was asked a moment ago.
    wait_for(lambda: not answers(engine))
    assert engine.workers_seen == 1
    process.resume()
    engine.close()


def test_an_engine_that_was_lost_is_started_again(make_engine):
    engine = make_engine()
    engine.wake()
    wait_for(lambda: engines() != [])
    wait_for(lambda: engine.workers(PATIENCE_SECONDS) == 1)
    (process,) = engines()
    process.kill()
    process.wait(PATIENCE_SECONDS)
    wait_for(lambda: engines() == [])
    assert engine.workers(PATIENCE_SECONDS) == 0
    assert engines() != []
    engine.close()


def test_a_scheduler_that_is_not_there_is_told_within_the_time(
    make_engine, monkeypatch
):
    monkeypatch.setenv("TRAZO_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr(dask_connection, "CONNECT_SECONDS", 1)
    engine = make_engine()
    with pytest.raises(EngineUnavailable):
        engine.workers(0.3)
    engine.close()
