"""Measures a class: thirty visitors press Train within ten seconds."""

import asyncio
import re
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import numpy as np

from core.datasets import loader
from core.settings import query_params
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import serving

VISITORS = 30
ASK_SECONDS = 10.0
# The class waits for so long; what is missing then is named.
PATIENCE_SECONDS = 420
ROWS = (
    "class30_s",
    "class30_first_point_p95_s",
    "class30_mean_percent",
    "class30_worst_percent",
)
RIGHT = re.compile(r"It reads ([\d,]+) of ([\d,]+) test digits right")


@dataclass
class Seen:
    """What one visitor saw.

    Attributes:
        asked: Time of the press, by `time.perf_counter`.
        first_point: Time of the first point of the own curve.
        done: Time of the result.
        accuracy: Share of test digits that the network reads right.
    """

    asked: float = 0.0
    first_point: float = 0.0
    done: float = 0.0
    accuracy: float = 0.0


def measure() -> Results:
    """Let thirty visitors, a seed each, ask for the class recipe, evenly spread.

    Their pages are open before. ``class30_s`` is the time from the first press to the
    last result, the other is from each press to the first point of the own curve.
    """
    return rows(asyncio.run(_measure(VISITORS, ASK_SECONDS)))


def rows(everybody: list[Seen]) -> Results:
    """Return the rows of what the visitors of a class have seen."""
    first = min(seen.asked for seen in everybody)
    waits = [seen.first_point - seen.asked for seen in everybody]
    accuracies = [100 * seen.accuracy for seen in everybody]
    values = (
        max(seen.done for seen in everybody) - first,
        float(np.percentile(waits, 95)),
        statistics.fmean(accuracies),
        min(accuracies),
    )
    return {name: Measured(value) for name, value in zip(ROWS, values, strict=True)}


async def _measure(visitors: int, seconds: float) -> list[Seen]:
    recipe = apply(Preset.CLASS, RunSettings())
    if loader.available() is not loader.Source.MNIST:
        raise RuntimeError("a class learns from full MNIST")
    with serving() as server:
        async with AsyncExitStack() as visits:
            opened = [
                await visits.enter_async_context(
                    visiting(
                        server.url,
                        "train",
                        _query(replace(recipe, seed=seed)),
                        patience=PATIENCE_SECONDS,
                    )
                )
                for seed in range(1, visitors + 1)
            ]
            return await asyncio.gather(
                *(
                    _train_after(visitor, seconds * number / visitors)
                    for number, visitor in enumerate(opened)
                )
            )


def _query(settings: RunSettings) -> str:
    return urlencode({"lang": "en", **query_params.to_query(settings)})


async def _train_after(visitor: Visitor, seconds: float) -> Seen:
    """Press Train after a while; note when the curve begins and when the run is over.

    Raises:
        RuntimeError: The page showed no result in time.
    """
    await asyncio.sleep(seconds)
    seen = Seen(asked=time.perf_counter())
    try:
        await visitor.press("train_start")
        await visitor.wait_for(_has_curve, PATIENCE_SECONDS)
        seen.first_point = time.perf_counter()
        await visitor.wait_for(_is_over, PATIENCE_SECONDS)
    except TimeoutError:
        told = visitor.page.text("train_status") or visitor.page.alerts()
        raise RuntimeError(f"out of time; the page says: {told}") from None
    seen.done = time.perf_counter()
    seen.accuracy = accuracy_in(visitor.page.text("train_result"))
    return seen


def accuracy_in(text: str) -> float:
    """Return the share of digits that a page says are read right.

    Raises:
        RuntimeError: It says nothing of that.
    """
    found = RIGHT.search(text)
    if found is None:
        raise RuntimeError(f"no accuracy on the page: {text}")
    right, images = (int(number.replace(",", "")) for number in found.groups())
    return right / images


def _has_curve(page: PageTree) -> bool:
    # A run that was over before the page looked has its curve too.
    return page.has("train_loss") or page.has_widget("train_loss")


def _is_over(page: PageTree) -> bool:
    # Its container comes before its text.
    return RIGHT.search(page.text("train_result")) is not None
