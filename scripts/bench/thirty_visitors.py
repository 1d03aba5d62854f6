"""Measures thirty concurrent visitors: all draw, or one draws and the rest queue."""

import asyncio
from contextlib import AsyncExitStack, suppress

from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.results_table import Results
from scripts.bench.server import serving
from scripts.bench.stroke_latency import Drawn, draw

VISITORS = 30
GAP_SECONDS = 2.0
SECONDS = 30
STROKES = round(SECONDS / GAP_SECONDS)
WARM_UP_STROKES = 5
# Longer than the measurement.
TRAINING = "lang=en&train_epochs=30"
ALONE_STROKES = 60
ALONE_GAP_SECONDS = 0.5
WATCHED_SECONDS = 120


def measure() -> Results:
    """Let thirty visitors draw a stroke every two seconds each, evenly spread."""
    drawn = asyncio.run(_measure())
    drawn.check()
    return drawn.rows("visitors30")


async def _measure() -> Drawn:
    with serving() as server:
        async with AsyncExitStack() as visits:
            visitors = [
                await visits.enter_async_context(visiting(server.url, "draw"))
                for _ in range(VISITORS)
            ]
            # The very first stroke loads the network.
            await draw(visitors[0], 1, 0)
            parts = await asyncio.gather(
                *(
                    _draw_after(visitor, GAP_SECONDS * number / VISITORS)
                    for number, visitor in enumerate(visitors)
                )
            )
    everyone = Drawn()
    for part in parts:
        everyone.milliseconds += part.milliseconds
        everyone.digits += part.digits
    return everyone


def measure_line() -> Results:
    """Let one visitor draw while 29 have the Train page open: one trains, 28 wait."""
    drawn = asyncio.run(_measure_line())
    drawn.check()
    return drawn.rows("line29")


async def _measure_line() -> Drawn:
    with serving() as server:
        async with AsyncExitStack() as visits:
            for _ in range(VISITORS - 1):
                waiting = await visits.enter_async_context(
                    visiting(server.url, "train", TRAINING)
                )
                await waiting.press("train_start")
                watching = asyncio.create_task(_watch(waiting))
                visits.callback(watching.cancel)
            visitor = await visits.enter_async_context(visiting(server.url, "draw"))
            await draw(visitor, WARM_UP_STROKES, ALONE_GAP_SECONDS)
            await visitor.clear()
            drawn = await draw(visitor, ALONE_STROKES, ALONE_GAP_SECONDS)
            # The last visitor in the queue.
            status = waiting.page.text("train_status")
            if "28 runs" not in status:
                raise RuntimeError(f"there was no line: {status}")
            return drawn


async def _watch(visitor: Visitor) -> None:
    """Request a page as often as a browser that shows it."""
    with suppress(TimeoutError):
        await visitor.wait_for(lambda _: False, WATCHED_SECONDS)


async def _draw_after(visitor: Visitor, seconds: float) -> Drawn:
    await asyncio.sleep(seconds)
    # The load is only fifteen strokes a second.
    return await draw(visitor, STROKES, GAP_SECONDS, clearing=False)
