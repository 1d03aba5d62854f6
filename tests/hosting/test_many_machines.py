"""Many machines: the commands of docs/hosting.md run, and break down piece by piece."""

import asyncio
import contextlib
import functools
import os
import secrets
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psutil
import pytest
from distributed import Client
from ephemeral_port_reserve import reserve

from core.runs.progress import Ending
from core.store.store import Store
from core.ui.state.visitor_cookie import COOKIE
from scripts.bench import protocol_visitor as bench
from scripts.setup import install_servers
from tests.support import postgresql
from tests.support.commands import Terminal, block, break_down
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.root import ROOT

pytestmark = [pytest.mark.tensorflow, pytest.mark.servers]

EPOCHS = 5
# Long enough for its worker to be killed in the middle.
QUERY = f"lang=en&train_epochs={EPOCHS}&train_batch_size=16&train_images=2000"
BATCHES = 125
Command = subprocess.Popen[bytes]
visiting = functools.partial(bench.visiting, patience=PATIENCE_SECONDS)


@dataclass(frozen=True)
class Machines:
    """The processes of all machines.

    Attributes:
        url: URL of nginx.
        scheduler: Address of the scheduler.
        database: URL of the store.
        workers: Commands of the workers.
        web: Commands of the web processes, by their ports.
    """

    url: str
    scheduler: str
    database: str
    workers: list[Command]
    web: dict[int, Command]

    def with_visitor(self):
        """Return the ports of the web processes with an open websocket."""
        return [
            port
            for port, process in self.web.items()
            if process.poll() is None
            and any(
                connection.laddr.port == port and connection.status == "ESTABLISHED"
                for connection in psutil.Process(process.pid).net_connections("tcp")
            )
        ]

    def training(self):
        """Return the command of the worker that is training; None if none is."""
        with Client(self.scheduler, set_as_default=False) as client:
            busy = [address for address, keys in client.processing().items() if keys]
            pids = client.run(os.getpid, workers=busy)
        for pid in pids.values():
            above = {process.pid for process in psutil.Process(pid).parents()}
            return next(worker for worker in self.workers if worker.pid in above)
        return None

    def awake(self):
        """Return whether each worker has loaded TensorFlow."""
        with Client(self.scheduler, set_as_default=False) as client:
            return [*client.run(lambda: "tensorflow" in sys.modules).values()]


def answers(url):
    """Return whether a server answers at a URL."""
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(url, timeout=PATIENCE_SECONDS),
    ):
        return True
    return False


@pytest.fixture
def machines(tmp_path):
    """A scheduler, two workers, two web processes and nginx, started as documented."""
    if install_servers.nginx() is None:
        pytest.skip("no nginx here: run python -m scripts.setup.install_servers")
    ports = {name: str(reserve()) for name in ("8786", "8600", "8601", "8602")}
    configuration = (ROOT / "scripts" / "hosting" / "nginx.conf").read_text(
        encoding="utf-8"
    )
    for name, port in ports.items():
        configuration = configuration.replace(name, port)
    (tmp_path / "nginx.conf").write_text(configuration, encoding="utf-8")
    with postgresql.server() as address, contextlib.ExitStack() as stack:
        database = f"{address.rpartition('/')[0]}/trazo"
        options = f"-h 127.0.0.1 -p {address.split(':')[-1].split('/')[0]}"
        terminal = Terminal(
            tmp_path,
            block("export TRAZO_DATABASE_URL"),
            {
                "createdb": f"createdb {options} -U {postgresql.USER}",
                "postgresql://trazo:secret@127.0.0.1/trazo": database,
                "$PWD/scripts/hosting/nginx.conf": str(tmp_path / "nginx.conf"),
                **ports,
            },
        )
        terminal.run(block("createdb"))
        lines = block("dask scheduler").splitlines()
        processes = [
            stack.enter_context(terminal.running(line, f"{place}.log"))
            for place, line in enumerate(lines)
        ]
        assert len(processes) == 6
        web = dict(
            zip(map(int, (ports["8601"], ports["8602"])), processes[3:5], strict=True)
        )
        url = f"http://127.0.0.1:{ports['8600']}"
        for server in (*(f"http://127.0.0.1:{port}" for port in web), url):
            wait_for(functools.partial(answers, f"{server}/_stcore/health"))
        yield Machines(
            url,
            f"tcp://127.0.0.1:{ports['8786']}",
            database,
            processes[1:3],
            web,
        )


def shows_result(page):
    """Return whether a Train page shows the result of a run."""
    return "digits right" in page.text("train_result")


def cookie_of(url):
    """Return the cookie that ties a new browser to a web process."""
    with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as page:
        given = page.headers.get_all("Set-Cookie")
    (way,) = [cookie for cookie in given if cookie.startswith("trazo_way=")]
    return way.split(";")[0]


def test_a_run_outlives_its_worker_and_its_web_process(machines):
    # In a thread of its own: where browser tests share this process, Playwright's loop
    # runs in the main one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, outlive(machines)).result()


async def outlive(machines):
    work = secrets.token_hex(16)
    cookies = f"{cookie_of(machines.url)}; {COOKIE}={work}"
    store = Store.open(machines.database)

    def history():
        (run,) = store.list_runs(work) or [None]
        return run and store.fetch_checkpoint(work, run.id)

    async def until(condition):
        await asyncio.to_thread(wait_for, condition)

    await until(lambda: machines.awake() == [False, False])
    async with visiting(machines.url, "train", QUERY, cookies) as visitor:
        (served,) = machines.with_visitor()
        # The page wakes all, so that no run waits for a worker to get ready.
        await until(lambda: machines.awake() == [True, True])
        await visitor.press("train_start")
        await until(lambda: (kept := history()) is not None and kept.epochs_done >= 1)
        dead = await asyncio.to_thread(machines.training)
        assert dead is not None
        break_down(dead)
        await until(lambda: history().epochs_done >= 2)
        other = await asyncio.to_thread(machines.training)
        assert other not in (None, dead)
        await visitor.wait_for(shows_result, PATIENCE_SECONDS)
        result = visitor.page.text("train_result").strip()
    (run,) = store.list_runs(work)
    assert (run.stage, run.ending, run.attempts) == ("done", Ending.FINISHED, 2)
    curves = history()
    assert [epoch.epoch for epoch in curves.results] == list(range(1, EPOCHS + 1))
    assert len(curves.losses) == len(curves.accuracies) == EPOCHS * BATCHES

    # The same browser reaches the same process while that runs.
    for _ in range(3):
        async with visiting(machines.url, "draw", "lang=en", cookies):
            assert machines.with_visitor() == [served]
    break_down(machines.web[served])
    async with visiting(machines.url, "train", QUERY, cookies) as visitor:
        assert machines.with_visitor() == [
            port for port in machines.web if port != served
        ]
        await visitor.wait_for(shows_result, PATIENCE_SECONDS)
        assert visitor.page.text("train_result").strip() == result
    store.close()
