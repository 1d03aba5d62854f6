"""What several workers are given: runs in the order of asking, and a time to wake."""

import contextlib
import sys
import time

import pytest
from ephemeral_port_reserve import reserve

from core.engine.client import Engine
from core.engine.connection import Connection
from tests.support.commands import Terminal, block
from tests.support.patience import wait_for

# The first is still going on when all others are over.
SECONDS = (4.0, 0.3, 0.3, 0.3, 0.3)


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """A connection to two workers, which are those of TRAZO_SCHEDULER."""
    port = str(reserve())
    terminal = Terminal(tmp_path, block("export TRAZO_DATABASE_URL"), {"8786": port})
    monkeypatch.setenv("TRAZO_SCHEDULER", f"tcp://127.0.0.1:{port}")
    with contextlib.ExitStack() as stack:
        for place, line in enumerate(block("dask scheduler").splitlines()[:3]):
            stack.enter_context(terminal.running(line, f"{place}.log"))
        connection = Connection("order")
        stack.callback(connection.close)
        wait_for(lambda: connection.workers(5) == 2)
        yield connection


def test_no_run_waits_behind_a_long_one_while_later_ones_go_before(cluster):
    def work(seconds):
        began = time.time()
        time.sleep(seconds)
        return began

    asked = [
        cluster.submit(f"train-{place}", work, seconds, priority=-place)
        for place, seconds in enumerate(SECONDS)
    ]
    began = [future.result(timeout=30) for future in asked]
    # The first two at once, on a worker each.
    assert max(began[:2]) < began[2] < began[3] < began[4]
    assert began[-1] < began[0] + SECONDS[0]


def test_all_workers_wake_before_the_first_run(cluster, tmp_path, monkeypatch):
    monkeypatch.setenv("TRAZO_HOME", str(tmp_path / "home"))

    def awake():
        return cluster.client.run(lambda: "tensorflow" in sys.modules).values()

    assert list(awake()) == [False, False]
    engine = Engine()
    engine.wake()
    wait_for(lambda: all(awake()))
    engine.close()
