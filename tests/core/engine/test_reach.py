"""Whether the engine can be reached, asked of a real scheduler."""

import os
import signal

import pytest

from core.engine import client, connection
from core.engine.client import Engine
from core.engine.process import EngineProcess
from core.errors import EngineUnavailable
from tests.support.patience import wait_for
from tests.support.processes import engines


def answers(engine):
    """Return whether the scheduler answers."""
    try:
        engine.workers(0.3)
    except EngineUnavailable:
        return False
    return True


def test_an_engine_that_nobody_needed_yet_is_well_and_not_started(home):
    engine = Engine()
    assert engine.workers(1) == 0
    assert engines() == []
    engine.close()


def test_a_scheduler_is_asked_itself(home, monkeypatch):
    scheduler = EngineProcess()
    monkeypatch.setenv("TRAZO_SCHEDULER", scheduler.address)
    engine = Engine()
    assert engine.workers(20) == 0
    (process,) = engines()
    # It has not gone, and its connection stands: it only does not answer.
    os.kill(process.pid, signal.SIGSTOP)
    # It may still answer what it was asked a moment ago.
    wait_for(lambda: not answers(engine))
    os.kill(process.pid, signal.SIGCONT)
    assert engine.workers(20) == 0
    engine.close()
    scheduler.end()


def test_workers_that_were_seen_are_remembered(home, monkeypatch):
    monkeypatch.setattr(client, "TEND_SECONDS", 0.1)
    engine = Engine()
    assert engine.workers_seen == 0
    engine.wake()
    wait_for(lambda: engine.workers_seen == 1)
    assert engine.workers(20) == 1
    (process,) = engines()
    os.kill(process.pid, signal.SIGSTOP)
    # It may still answer what it was asked a moment ago.
    wait_for(lambda: not answers(engine))
    assert engine.workers_seen == 1
    os.kill(process.pid, signal.SIGCONT)
    engine.close()


def test_an_engine_that_was_lost_is_started_again(home):
    engine = Engine()
    engine.wake()
    wait_for(lambda: engines() != [])
    wait_for(lambda: engine.workers(20) == 1)
    (process,) = engines()
    process.kill()
    process.wait(20)
    wait_for(lambda: engines() == [])
    assert engine.workers(20) == 0
    assert engines() != []
    engine.close()


def test_a_scheduler_that_is_not_there_is_told_within_the_time(home, monkeypatch):
    monkeypatch.setenv("TRAZO_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1)
    engine = Engine()
    with pytest.raises(EngineUnavailable):
        engine.workers(0.3)
    engine.close()
