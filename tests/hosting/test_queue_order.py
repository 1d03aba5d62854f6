"""Several workers get runs in the order of submission, after they have warmed up."""

import contextlib
import functools
import sys
import time

import pytest
from ephemeral_port_reserve import reserve

from core.engine.dask_connection import Connection
from core.engine.engine import Engine
from tests.support.commands import Terminal, block, listens
from tests.support.patience import PATIENCE_SECONDS, wait_for

pytestmark = [pytest.mark.tensorflow, pytest.mark.servers]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A connection to two workers, which are those of TRAZO_SCHEDULER."""
    port = reserve()
    terminal = Terminal(
        tmp_path_factory.mktemp("cluster"),
        block("export TRAZO_DATABASE_URL"),
        {"8786": str(port)},
    )
    with contextlib.ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAZO_SCHEDULER", f"tcp://127.0.0.1:{port}")
        for place, line in enumerate(block("dask scheduler").splitlines()[:3]):
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


def test_all_workers_wake_before_the_first_run(cluster, tmp_path, monkeypatch):
    monkeypatch.setenv("TRAZO_HOME", str(tmp_path / "home"))

    def awake():
        return cluster.client.run(lambda: "tensorflow" in sys.modules).values()

    assert list(awake()) == [False, False]
    engine = Engine()
    engine.wake()
    wait_for(lambda: all(awake()))
    engine.close()
