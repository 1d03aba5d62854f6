"""Measures how long a new server takes to its first page and its first answer."""

import asyncio
import statistics
import time

from playwright.sync_api import Browser

from scripts.bench.browser import browsing, fresh_page
from scripts.bench.protocol_visitor import visiting
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import Server, serving
from scripts.bench.stroke_data import DIGITS

REPEATS = 3


def measure_page() -> Results:
    """Return the median time from the start of the process to the browser's heading."""
    with browsing() as browser:
        seconds = [_first_page(browser) for _ in range(REPEATS)]
    return {"first_page_s": Measured(statistics.median(seconds))}


def measure_answer() -> Results:
    """Return the median answer time of the first stroke on a new server.

    The canvas waits 0.2 s before it sends a stroke, which is not included.
    """
    seconds = []
    for _ in range(REPEATS):
        with serving() as server:
            seconds.append(asyncio.run(_first_answer(server)))
    return {"first_answer_s": Measured(statistics.median(seconds))}


def _first_page(browser: Browser) -> float:
    with serving(healthy=False) as server, fresh_page(browser) as page:
        server.wait_for_connection()
        page.goto(server.url, wait_until="commit")
        page.locator("h1").first.wait_for(state="visible")
        return time.perf_counter() - server.started_at


async def _first_answer(server: Server) -> float:
    async with visiting(server.url, "draw") as visitor:
        answer = await visitor.ask(visitor.stroke_frame(DIGITS[1]))
        if answer.text != "1":
            raise RuntimeError(f"a one was read as {answer.text}")
        return answer.milliseconds / 1000
