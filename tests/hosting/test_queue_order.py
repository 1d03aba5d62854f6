"""Several workers get runs in the order of submission."""

import contextlib
import functools
import time

import pytest
from ephemeral_port_reserve import reserve

from core.engine.dask_connection import Connection
from tests.support.commands import Terminal, block, listens
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.stub_engine import STUB

pytestmark = pytest.mark.servers


@pytest.fixture
def cluster(tmp_path):
    """A connection to two workers, which are those of TRAZO_SCHEDULER."""
    port = reserve()
    terminal = Terminal(
        tmp_path, block("export TRAZO_DATABASE_URL"), {"8786": str(port)}
    )
    with contextlib.ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAZO_SCHEDULER", f"tcp://127.0.0.1:{port}")
        scheduler, *workers = block("dask scheduler").splitlines()[:3]
        stack.enter_context(terminal.running(scheduler, "scheduler.log"))
        for place, worker in enumerate(workers):
            # `test_many_machines.py` trains on such workers.
            line = f"{worker} --preload {STUB}"
            stack.enter_context(terminal.running(line, f"{place}.log"))
        # A connection gives up after 20 seconds; a busy machine may need longer.
        wait_for(functools.partial(listens, port))
        connection = Connection("order")
        stack.callback(connection.close)
        wait_for(lambda: connection.workers(PATIENCE_SECONDS) == 2)
        yield connection


def test_no_run_waits_behind_a_long_one_while_later_ones_go_before(cluster, tmp_path):
    begun = tmp_path / "begun"

    def work(place, gate):
        with begun.open("a") as file:
            file.write(f"{place}\n")
        while gate is not None and not gate.exists():
            time.sleep(0.02)

    def in_order():
        return begun.read_text().split() if begun.exists() else []

    gates = [tmp_path / "first", tmp_path / "second", None, None, None]
    asked = [
        cluster.submit(f"train-{place}", work, place, gate, priority=-place)
        for place, gate in enumerate(gates)
    ]
    # The first two start at once, on a worker each.
    wait_for(in_order, lambda places: sorted(places) == ["0", "1"])
    gates[1].touch()
    for future in asked[1:]:
        future.result(timeout=PATIENCE_SECONDS)
    # The first run is still training when all others have ended.
    assert not asked[0].done()
    assert in_order()[2:] == ["2", "3", "4"]
    gates[0].touch()
    asked[0].result(timeout=PATIENCE_SECONDS)
