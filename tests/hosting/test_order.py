"""Runs wait for whichever worker is free first, in the order of asking."""

import contextlib
import time

from core.engine.connection import Connection
from tests.hosting.commands import Terminal, block
from tests.processes import free_port, wait

# The first is still going on when all others are over.
SECONDS = (4.0, 0.3, 0.3, 0.3, 0.3)


def test_no_run_waits_behind_a_long_one_while_later_ones_go_before(
    tmp_path, monkeypatch
):
    def work(seconds):
        began = time.time()
        time.sleep(seconds)
        return began

    port = str(free_port())
    terminal = Terminal(tmp_path, block("export TRAZO_DATABASE_URL"), {"8786": port})
    monkeypatch.setenv("TRAZO_SCHEDULER", f"tcp://127.0.0.1:{port}")
    with contextlib.ExitStack() as stack:
        for place, line in enumerate(block("dask scheduler").splitlines()[:3]):
            stack.enter_context(terminal.running(line, f"{place}.log"))
        connection = Connection("order")
        stack.callback(connection.close)
        wait(lambda: len(connection.client.scheduler_info()["workers"]) == 2)
        asked = [
            connection.submit(f"train-{place}", work, seconds, priority=-place)
            for place, seconds in enumerate(SECONDS)
        ]
        began = [future.result(timeout=30) for future in asked]
    # The first two at once, on a worker each.
    assert max(began[:2]) < began[2] < began[3] < began[4]
    assert began[-1] < began[0] + SECONDS[0]
