"""Measures the answer time of a stroke, alone and while another visitor trains."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np

from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import Server, serving
from scripts.bench.stroke_data import DIGITS, NUMBER, NUMBER_PEN, Stroke, number

STROKES = 120
GAP_SECONDS = 0.1
# Warm-up strokes, which do not count: the first loads the network.
WARM_UP_STROKES = 10
# Share of finished digits that must be read correctly, or the measurement is invalid.
RIGHT_PART = 0.75
TRAIN_SECONDS = 60
STOP_SECONDS = 30
NUMBERS = 60


@dataclass
class Drawn:
    """Results of some strokes.

    Attributes:
        milliseconds: Time from each stroke to its answer.
        whole_milliseconds: Time from each stroke to the last element redrawn.
        digits: Number of finished digits that were read correctly (True) or not.
    """

    milliseconds: list[float] = field(default_factory=list)
    whole_milliseconds: list[float] = field(default_factory=list)
    digits: Counter[bool] = field(default_factory=Counter)

    def check(self) -> None:
        """Check that the answers belong to the drawings.

        Raises:
            RuntimeError: Too few finished digits were read correctly.
        """
        if self.digits[True] < RIGHT_PART * self.digits.total():
            raise RuntimeError(f"drawn digits read right: {dict(self.digits)}")

    def percentile(self, percent: float) -> float:
        """Return a percentile of the answer times, in milliseconds."""
        return float(np.percentile(self.milliseconds, percent))

    def rows(self, name: str) -> Results:
        """Return the rows of the table of results, named like ``{name}_p50_ms``."""
        return {
            f"{name}_p{percent}_ms": Measured(self.percentile(percent))
            for percent in (50, 95)
        }


def measure(wanted: Collection[str]) -> Results:
    """Draw on one server, first alone, then during a training run.

    Args:
        wanted: Names of rows; what none of them needs is left out.
    """
    return asyncio.run(_measure(wanted))


def drawings() -> Iterator[tuple[int, tuple[Stroke, ...], bool]]:
    """Yield digits stroke by stroke, forever: digit, strokes so far, is it finished."""
    for digit, strokes in cycle(DIGITS.items()):
        for count in range(1, len(strokes) + 1):
            yield digit, strokes[:count], count == len(strokes)


async def draw(
    visitor: Visitor, strokes: int, gap_seconds: float, *, clearing: bool = True
) -> Drawn:
    """Draw digits one after the other, each on an empty canvas.

    Args:
        visitor: Visitor on the Draw page.
        strokes: Number of strokes.
        gap_seconds: Least time between two strokes, in seconds.
        clearing: Whether to press Clear after each digit, which also runs the page.
    """
    drawn = Drawn()
    clock = asyncio.get_running_loop().time
    due = clock()
    for place, (digit, so_far, whole) in enumerate(drawings()):
        if place == strokes:
            break
        frame = visitor.stroke_frame(so_far)
        await asyncio.sleep(max(0, due - clock()))
        due = clock() + gap_seconds
        answer = await visitor.ask(frame)
        drawn.milliseconds.append(answer.milliseconds)
        drawn.whole_milliseconds.append(answer.whole_milliseconds)
        if whole:
            drawn.digits[answer.text == str(digit)] += 1
            if clearing:
                await visitor.clear()
    return drawn


async def draw_numbers(visitor: Visitor) -> Drawn:
    """Draw a number of four digits again and again; its last stroke is timed.

    Args:
        visitor: Visitor on the Draw page, with an empty canvas.
    """
    drawn = Drawn()
    strokes = number()
    for _ in range(NUMBERS):
        for so_far in (strokes[:-1], strokes):
            frame = visitor.stroke_frame(so_far, NUMBER_PEN)
            await asyncio.sleep(GAP_SECONDS)
            answer = await visitor.ask(frame)
        drawn.milliseconds.append(answer.milliseconds)
        drawn.digits[answer.text == NUMBER] += 1
    return drawn


async def _measure(wanted: Collection[str]) -> Results:
    results: dict[str, Measured] = {}
    async with AsyncExitStack() as stack:
        server = stack.enter_context(serving())
        visitor = await stack.enter_async_context(visiting(server.url, "draw"))
        await draw(visitor, WARM_UP_STROKES, GAP_SECONDS)
        parts: dict[str, Callable[[], Awaitable[Drawn]]] = {
            "stroke_idle": lambda: draw(visitor, STROKES, GAP_SECONDS),
            "number": lambda: draw_numbers(visitor),
            "stroke_training": lambda: _draw_beside_training(server, visitor),
        }
        for name, part in parts.items():
            if not any(row.startswith(f"{name}_p") for row in wanted):
                continue
            await visitor.clear()
            drawn = await part()
            drawn.check()
            results |= drawn.rows(name)
    return results


async def _draw_beside_training(server: Server, visitor: Visitor) -> Drawn:
    async with visiting(server.url, "train", "lang=en&train_epochs=30") as trainer:
        await trainer.press("train_start")
        await trainer.wait_for(
            lambda page: "epoch 1 of 30" in page.text("train_status"), TRAIN_SECONDS
        )
        drawn = await draw(visitor, STROKES, GAP_SECONDS)
        status = trainer.page.text("train_status")
        if "of 30" not in status:
            raise RuntimeError(f"the training did not last: {status}")
        await trainer.press("train_stop")
        await trainer.wait_for(
            lambda page: bool(page.text("train_result")), STOP_SECONDS
        )
    return drawn
