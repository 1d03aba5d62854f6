"""Engines start and end without leaving processes behind."""

import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
import pytest

from core import paths
from core.engine import dask_connection, engine_process
from core.engine.engine import Engine
from core.errors import EngineUnavailable
from core.runs.progress import Ending
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.processes import engines, kill, workers
from tests.support.root import ROOT
from tests.support.runs import SAMPLE, epochs_of, free, held, over, training
from tests.support.stub_engine import STUB, start_stub_process

pytestmark = pytest.mark.servers


def test_an_idle_worker_is_let_go_and_comes_back(make_engine, monkeypatch):
    monkeypatch.setenv("TRAZO_IDLE_SECONDS", "1")
    engine = make_engine()
    assert over(engine.start(free(), SAMPLE)).error is None
    wait_for(workers, lambda left: left == [])
    assert over(engine.start(free(), SAMPLE)).error is None
    engine.close()


def test_a_run_that_is_stopped_while_the_engine_starts_is_stopped(home):
    asked, start = threading.Event(), threading.Event()

    def start_when_told():
        asked.set()
        start.wait(PATIENCE_SECONDS)
        return start_stub_process()

    engine = Engine(start_process=start_when_told)
    run = engine.start(free(), SAMPLE)
    assert asked.wait(PATIENCE_SECONDS)
    engine.stop(run)
    start.set()
    assert over(run).ending is Ending.STOPPED
    assert not run.state.has_network
    engine.close()


def test_an_engine_listens_on_loopback_alone_and_leaves_no_process(make_engine):
    engine = make_engine()
    engine.wake()
    wait_for(workers)
    over(engine.start(free(), SAMPLE))
    for process in (*engines(), *workers()):
        addresses = [
            heard.laddr.ip
            for heard in process.net_connections("inet")
            if heard.status == psutil.CONN_LISTEN
        ]
        assert set(addresses) == {"127.0.0.1"}
    engine.close()
    wait_for(lambda: engines() + workers(), lambda left: left == [])


# An engine that does not end in time is killed, as it is on a busy machine.
@pytest.mark.parametrize("end_seconds", [engine_process.END_SECONDS, 0])
def test_a_killed_worker_and_a_dead_engine_leave_no_file(
    make_engine, monkeypatch, end_seconds
):
    monkeypatch.setattr(engine_process, "END_SECONDS", end_seconds)
    own = Path(tempfile.gettempdir())
    before = set(own.iterdir())
    folders = paths.home_folder() / "engine"
    dead = folders / "999999999"
    (dead / "dask-scratch-space").mkdir(parents=True)
    engine = make_engine()
    settings, _ = held(3)
    training(engine.start(settings, SAMPLE))
    assert not dead.exists()
    (folder,) = folders.iterdir()
    # The run's files, which a killed process cannot remove.
    assert any("autograph" in path.name for path in folder.iterdir())
    kill(workers())
    engine.close()
    wait_for(lambda: engines() + workers(), lambda left: left == [])
    assert list(folders.iterdir()) == []
    ours = {path.name for path in set(own.iterdir()) - before}
    assert not [name for name in ours if "autograph" in name or "trazo" in name]


OWNER = """
import sys, time
from core.engine.engine import Engine
from tests.support.runs import SAMPLE, held
from tests.support.stub_engine import start_stub_process
engine = Engine(start_process=start_stub_process)
run = engine.start(held(3)[0], SAMPLE)
while not run.progress:
    run.mark_watched()
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
        owner.wait(PATIENCE_SECONDS)
    wait_for(lambda: not any(process.is_running() for process in below))


@pytest.fixture
def cluster():
    """A Dask cluster started by others: its address and processes."""
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
            *("--preload", STUB),
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    yield address, scheduler, worker
    for process in (worker, scheduler):
        process.terminate()
        process.wait(PATIENCE_SECONDS)
    scheduler.stderr.close()


def test_an_existing_cluster_is_joined_and_left_alone(
    make_engine, cluster, monkeypatch
):
    address, scheduler, worker = cluster
    monkeypatch.setenv("TRAZO_SCHEDULER", address)
    engine = make_engine()
    run = engine.start(free(epochs=3), SAMPLE)
    state = over(run)
    assert state.error is None
    assert state.has_network
    assert epochs_of(run) == [1, 2, 3]
    assert engines() == []
    engine.close()
    assert scheduler.poll() is None
    assert worker.poll() is None


def test_a_cluster_that_is_not_there_is_told(make_engine, monkeypatch):
    monkeypatch.setenv("TRAZO_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr(dask_connection, "CONNECT_SECONDS", 1)
    engine = make_engine()
    assert isinstance(over(engine.start(free(), SAMPLE)).error, EngineUnavailable)
    engine.close()
