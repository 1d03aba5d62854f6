"""Measures runs per hour by number of workers, and the scheduler's overhead."""

import contextlib
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from unittest import mock

from distributed import Client, get_task_stream
from ephemeral_port_reserve import reserve

from core.datasets import loader
from core.engine import worker_tasks
from core.engine.engine import Engine
from core.engine.run import Run
from core.runs.progress import Ending
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import ROOT

WORKERS = (1, 2, 4)
TURNS = 3
# Concurrent visitors; divisible by each number of workers, so that none idles.
VISITORS = 4
ALONE = 3
START_SECONDS = 60
PATIENCE_SECONDS = 120
POLL_SECONDS = 0.002
SETTINGS = RunSettings(
    epochs=3,
    images=2000,
    batch_size=64,
    network=NetworkSpec(blocks=(Block.parse("4x3p"),), dense=()),
)
# Each worker uses only one core.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)


def measure(wanted: Collection[str]) -> Results:
    """Let visitors train small networks with 1, 2 and 4 workers, in turn.

    The values are medians of three rounds. ``scheduler_ms`` is the time from
    `Engine.start` to the result in the web process, minus the worker's time, for a run
    that does not wait in the queue.

    Args:
        wanted: Names of rows; clusters that none of them needs are left out.
    """
    counts = [each for each in WORKERS if f"runs_per_hour_{each}" in wanted]
    needed = {*counts, 1} if "scheduler_ms" in wanted else set(counts)
    with contextlib.ExitStack() as stack:
        clusters = {
            workers: stack.enter_context(_cluster_of(workers))
            for workers in sorted(needed)
        }
        rates: dict[int, list[float]] = {workers: [] for workers in counts}
        for _ in range(TURNS):
            for workers in counts:
                rates[workers].append(_runs_per_hour(clusters[workers][0]))
        results = {
            f"runs_per_hour_{workers}": Measured(statistics.median(rates[workers]))
            for workers in counts
        }
        if "scheduler_ms" in wanted:
            results["scheduler_ms"] = Measured(_scheduler_ms(*clusters[1]))
    return results


@contextlib.contextmanager
def _cluster_of(workers: int) -> Iterator[tuple[Engine, Client]]:
    """Yield an engine on its own cluster, whose workers have trained before.

    Yields:
        The engine, and a client of the cluster's scheduler.
    """
    address = f"tcp://127.0.0.1:{reserve()}"
    loopback = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    port = ("--port", address.rpartition(":")[2])
    with (
        tempfile.TemporaryDirectory(prefix="trazo-bench-") as folder,
        _dask("scheduler", *loopback, *port, folder=folder),
        _dask(
            *("worker", address, *loopback, "--nworkers", str(workers)),
            *("--nthreads", "1", "--preload", "core.training.preload"),
            folder=folder,
        ),
        mock.patch.dict(os.environ, {"TRAZO_SCHEDULER": address}),
        Client(address, timeout=START_SECONDS, set_as_default=False) as client,
    ):
        client.wait_for_workers(workers, START_SECONDS)
        client.run(worker_tasks.wake)
        engine = Engine()
        try:
            _finish([_start(engine) for _ in range(workers)])
            yield engine, client
        finally:
            engine.close()


@contextlib.contextmanager
def _dask(*arguments: str, folder: str) -> Iterator[None]:
    """Run a Dask process until the block ends."""
    environment = {
        "DASK_CONFIG": str(ROOT / "core" / "engine" / "dask.yaml"),
        "TMPDIR": folder,
        **ONE_THREAD,
    }
    with (
        (Path(folder) / f"{arguments[0]}.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()


def _start(engine: Engine) -> Run:
    """Start a run for a new visitor."""
    return engine.start(SETTINGS, loader.Source.SAMPLE, secrets.token_hex(16))


def _finish(runs: Sequence[Run]) -> None:
    """Wait until runs have ended; poll them as pages do."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not all(run.state.is_over for run in runs):
        if time.monotonic() > deadline:
            raise TimeoutError([run.state.stage for run in runs])
        time.sleep(POLL_SECONDS)
    for run in runs:
        if run.state.ending is not Ending.FINISHED:
            raise run.state.error or RuntimeError(f"it ended: {run.state.ending}")


def _runs_per_hour(engine: Engine) -> float:
    began = time.perf_counter()
    _finish([_start(engine) for _ in range(VISITORS)])
    return 3600 * VISITORS / (time.perf_counter() - began)


def _scheduler_ms(engine: Engine, client: Client) -> float:
    added: list[float] = []
    for _ in range(ALONE):
        with get_task_stream(client) as stream:
            began = time.perf_counter()
            run = _start(engine)
            _finish([run])
            whole = time.perf_counter() - began
        (working,) = [
            step["stop"] - step["start"]
            for task in stream.data
            if run.id in task["key"]
            for step in task["startstops"]
            if step["action"] == "compute"
        ]
        added.append(1000 * (whole - working))
    return statistics.median(added)
