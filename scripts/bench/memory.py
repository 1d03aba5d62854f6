"""Measures the app's memory while drawing, while training, and afterwards."""

import asyncio
import contextlib
import sys
import time

import psutil

from scripts.bench.protocol_visitor import visiting
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import Server, serving
from scripts.bench.stroke_latency import draw

MEGABYTE = 2**20
STROKES = 50
EPOCHS = 2
IDLE_SECONDS = 5
SAMPLE_SECONDS = 0.25
TRAIN_SECONDS = 180
# The engine checks its worker a few times a second; the worker takes a moment to end.
LET_GO_SECONDS = IDLE_SECONDS + 30


def measure() -> Results:
    """Draw, train on full MNIST, and wait until the worker has ended.

    ``memory_web_mb`` is the resident memory of the web process. The other two are sums
    over it and its descendants: of proportional set sizes on Linux, so that shared
    pages count once, else of resident memory.
    """
    return asyncio.run(_measure())


async def _measure() -> Results:
    with serving({"TRAZO_IDLE_SECONDS": str(IDLE_SECONDS)}) as server:
        async with visiting(server.url, "draw") as visitor:
            await draw(visitor, STROKES, 0)
            web = server.process.memory_info().rss / MEGABYTE
        training = await _most_while_training(server)
        idle = await _after_letting_go(server)
    return {
        "memory_web_mb": Measured(web),
        "memory_training_mb": Measured(training),
        "memory_idle_mb": Measured(idle),
    }


async def _most_while_training(server: Server) -> float:
    """Return the peak in megabytes between pressing Train and the saved network."""
    query = f"lang=en&train_epochs={EPOCHS}"
    most = 0.0
    async with visiting(server.url, "train", query) as trainer:
        await trainer.press("train_start")
        deadline = time.monotonic() + TRAIN_SECONDS
        while not trainer.page.text("train_result"):
            if time.monotonic() > deadline:
                raise TimeoutError(trainer.page.text("train_status"))
            most = max(most, total_megabytes(server.process))
            await asyncio.sleep(SAMPLE_SECONDS)
    return most


async def _after_letting_go(server: Server) -> float:
    """Return the megabytes after the worker process has ended.

    If the worker does not end, its memory is included.
    """
    with_worker = len(server.process.children(recursive=True))
    deadline = time.monotonic() + LET_GO_SECONDS
    while len(server.process.children(recursive=True)) >= with_worker:
        if time.monotonic() > deadline:
            print("warning: the idle worker was not let go", file=sys.stderr)
            break
        await asyncio.sleep(SAMPLE_SECONDS)
    await asyncio.sleep(1)
    return total_megabytes(server.process)


def total_megabytes(parent: psutil.Process) -> float:
    """Return the memory of a process and its descendants; shared pages count once."""
    total = 0
    for process in [parent, *parent.children(recursive=True)]:
        # A process that ends meanwhile uses no memory.
        with contextlib.suppress(psutil.NoSuchProcess):
            full = process.memory_full_info()
            total += getattr(full, "pss", full.rss)
    return total / MEGABYTE
