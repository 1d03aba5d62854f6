"""Measures how long a new server takes to its first page and its first answer."""

import asyncio
import statistics
import tempfile
import time

from playwright.sync_api import Browser

from scripts.bench.browser import browsing, fresh_page
from scripts.bench.protocol_visitor import visiting
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import Server, serving
from scripts.bench.stroke_data import DIGITS

REPEATS = 3
PAGES = 5


def measure_page() -> Results:
    """Return medians from the start of the process to the browser's heading.

    ``first_page_s`` is the time, ``first_page_cpu_s`` the processor time of the web
    process, which other programs on the machine hardly change. It has no child yet.
    Each start has an empty folder, as on a host without a disk of its own.
    """
    with browsing() as browser:
        pages = [_first_page(browser) for _ in range(PAGES)]
    seconds, cpu_seconds = (
        statistics.median(values) for values in zip(*pages, strict=True)
    )
    return {
        "first_page_s": Measured(seconds),
        "first_page_cpu_s": Measured(cpu_seconds),
    }


def measure_answer() -> Results:
    """Return the median answer time of the first stroke on a new server.

    The canvas waits 0.2 s before it sends a stroke, which is not included.
    """
    seconds = []
    for _ in range(REPEATS):
        with serving() as server:
            seconds.append(asyncio.run(_first_answer(server)))
    return {"first_answer_s": Measured(statistics.median(seconds))}


def _first_page(browser: Browser) -> tuple[float, float]:
    """Return the seconds and the processor seconds to a new server's first page."""
    with (
        tempfile.TemporaryDirectory(prefix="trazo-bench-home-") as home,
        serving({"TRAZO_HOME": home}, healthy=False) as server,
        fresh_page(browser) as page,
    ):
        server.wait_for_connection()
        page.goto(server.url, wait_until="commit")
        page.locator("h1").first.wait_for(state="visible")
        seconds = time.perf_counter() - server.started_at
        used = server.process.cpu_times()
        return seconds, used.user + used.system


async def _first_answer(server: Server) -> float:
    async with visiting(server.url, "draw") as visitor:
        answer = await visitor.ask(visitor.stroke_frame(DIGITS[1]))
        if answer.text != "1":
            raise RuntimeError(f"a one was read as {answer.text}")
        return answer.milliseconds / 1000
