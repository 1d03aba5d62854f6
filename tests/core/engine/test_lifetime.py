"""Engines come and go, and leave no process behind."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from core import data
from core import home as homes
from core.engine import connection
from core.engine.client import Engine
from core.errors import EngineUnavailable
from core.progress import Ending
from core.settings import RunSettings
from tests.support.patience import wait_for
from tests.support.processes import engines, over, training, workers

ROOT = Path(__file__).parent.parent.parent.parent
SHORT = RunSettings(epochs=1, images=500)
SAMPLE = data.Source.SAMPLE


def test_an_idle_worker_is_let_go_and_comes_back(home, monkeypatch):
    monkeypatch.setenv("TRAZO_IDLE_SECONDS", "1")
    made = Engine()
    try:
        made.wake()
        wait_for(lambda: workers())
        over(made.start(SHORT, SAMPLE))
        wait_for(lambda: workers() == [])
        assert over(made.start(SHORT, SAMPLE)).error is None
    finally:
        made.close()


def test_a_run_that_is_stopped_while_the_engine_starts_is_stopped(home):
    made = Engine()
    try:
        run = made.start(RunSettings(epochs=30, batch_size=16), SAMPLE)
        wait_for(lambda: engines())
        assert made._link.current is None
        made.stop(run)
        assert over(run).ending is Ending.STOPPED
    finally:
        made.close()


def test_an_engine_listens_on_loopback_alone_and_leaves_no_process(home):
    made = Engine()
    try:
        made.wake()
        wait_for(lambda: made._link._waking)
        wait_for(lambda: all(waking.done() for waking in made._link._waking))
        for process in (*engines(), *workers()):
            addresses = [
                heard.laddr.ip
                for heard in process.net_connections("inet")
                if heard.status == psutil.CONN_LISTEN
            ]
            assert set(addresses) == {"127.0.0.1"}
        assert workers()
    finally:
        made.close()
    wait_for(lambda: not workers() and not engines())


def test_a_killed_worker_and_a_dead_engine_leave_no_file(home):
    own = tempfile.gettempdir()
    before = set(Path(own).iterdir())
    folders = homes.path() / "engine"
    dead = folders / "999999999"
    (dead / "dask-scratch-space").mkdir(parents=True)
    made = Engine()
    try:
        run = made.start(RunSettings(epochs=30, batch_size=16), SAMPLE)
        training(run)
        assert not dead.exists()
        (folder,) = folders.iterdir()
        # TensorFlow's own, which a killed process cannot remove.
        wait_for(lambda: any("autograph" in path.name for path in folder.iterdir()))
        workers()[0].kill()
    finally:
        made.close()
    wait_for(lambda: not workers() and not engines())
    assert list(folders.iterdir()) == []
    ours = {path.name for path in set(Path(own).iterdir()) - before}
    assert not [name for name in ours if "autograph" in name or "trazo" in name]


OWNER = """
import sys, time
from core import data
from core.engine.client import Engine
from core.progress import Ending
from core.settings import RunSettings
engine = Engine()
run = engine.start(RunSettings(epochs=30, batch_size=16), data.Source.SAMPLE)
while not run.part_done:
    run.watch()
    time.sleep(0.05)
print("training", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_web_process_leaves_no_process(home, signal_number):
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "training\n"
        below = psutil.Process(owner.pid).children(recursive=True)
        assert len(below) >= 2
        owner.send_signal(signal_number)
        owner.wait(30)
    wait_for(lambda: not any(process.is_running() for process in below))


@pytest.fixture
def cluster():
    """A Dask cluster that somebody else started: its address and processes."""
    scheduler = subprocess.Popen(
        [
            *(sys.executable, "-m", "distributed.cli.dask_scheduler"),
            *("--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert scheduler.stderr is not None
    address = ""
    while "Scheduler at:" not in address:
        address = scheduler.stderr.readline()
        assert scheduler.poll() is None
    address = address.split()[-1]
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "distributed.cli.dask_worker", address),
            *("--nthreads", "1", "--no-dashboard", "--no-nanny"),
            *("--preload", "core.training.preload"),
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    yield address, scheduler, worker
    for process in (worker, scheduler):
        process.terminate()
        process.wait(20)
    scheduler.stderr.close()


def test_an_existing_cluster_is_joined_and_left_alone(home, cluster, monkeypatch):
    address, scheduler, worker = cluster
    monkeypatch.setenv("TRAZO_SCHEDULER", address)
    made = Engine()
    try:
        run = made.start(RunSettings(epochs=3, images=1000), SAMPLE)
        state = over(run)
        assert state.error is None
        assert state.has_network
        assert len(run.curves().epochs) == 3
        assert engines() == []
    finally:
        made.close()
    assert scheduler.poll() is None
    assert worker.poll() is None


def test_a_cluster_that_is_not_there_is_told(home, monkeypatch):
    monkeypatch.setenv("TRAZO_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1)
    made = Engine()
    try:
        assert isinstance(over(made.start(SHORT, SAMPLE)).error, EngineUnavailable)
    finally:
        made.close()
