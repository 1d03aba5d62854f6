"""Workers are counted by the scheduler itself, within the time that is given."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.engine.dask_connection import Connection
from core.engine.reach import Reach
from core.errors import EngineUnavailable
from tests.support.patience import PATIENCE_SECONDS


class FakeConnection(Connection):
    """A connection whose scheduler says what a test wants."""

    def __init__(self, workers=2, alive=True):
        self.is_alive, self.said = alive, workers

    @property
    def alive(self):
        """Whether the scheduler can be reached."""
        return self.is_alive

    def workers(self, timeout):
        """Return how many there are."""
        if self.said is None:
            raise EngineUnavailable("silent")
        return self.said


@pytest.fixture
def commands():
    """A thread that connects."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def no_scheduler(monkeypatch):
    """An engine of our own."""
    monkeypatch.delenv("TRAZO_SCHEDULER", raising=False)


def test_an_engine_that_nobody_needed_yet_is_not_started(commands, no_scheduler):
    reach = Reach(lambda: None, lambda: pytest.fail("connected"), commands)
    assert reach.count_workers(1) == 0
    reach.refresh()
    assert reach.seen == 0


def test_a_scheduler_of_ones_own_is_connected_to(commands, monkeypatch):
    monkeypatch.setenv("TRAZO_SCHEDULER", "tcp://scheduler:8786")
    reach = Reach(lambda: None, lambda: FakeConnection(5), commands)
    assert reach.count_workers(PATIENCE_SECONDS) == 5


def test_an_engine_that_was_lost_is_connected_to_again(commands, no_scheduler):
    lost = FakeConnection(alive=False)
    reach = Reach(lambda: lost, FakeConnection, commands)
    assert reach.count_workers(PATIENCE_SECONDS) == 2


def test_what_was_seen_last_stays_while_nobody_answers(commands):
    connection = FakeConnection(3)
    reach = Reach(lambda: connection, lambda: connection, commands)
    reach.refresh()
    connection.said = None
    reach.refresh()
    connection.is_alive = False
    reach.refresh()
    assert reach.seen == 3


def test_many_who_ask_wait_for_one_connection_and_not_for_long(commands, no_scheduler):
    lost, connected, begun = FakeConnection(alive=False), threading.Event(), []

    def connect():
        begun.append(True)
        connected.wait(PATIENCE_SECONDS)
        return FakeConnection()

    reach = Reach(lambda: lost, connect, commands)
    for _ in range(5):
        with pytest.raises(EngineUnavailable):
            reach.count_workers(0.01)
    connected.set()
    assert reach.count_workers(PATIENCE_SECONDS) == 2
    assert len(begun) == 1
