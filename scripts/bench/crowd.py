"""Thirty visitors who draw at once."""

import asyncio
from contextlib import AsyncExitStack

from scripts.bench.server import serving
from scripts.bench.strokes import Drawn, draw
from scripts.bench.table import Measured, Results
from scripts.bench.visitor import Visitor, visiting

VISITORS = 30
GAP_SECONDS = 2.0
SECONDS = 30
STROKES = round(SECONDS / GAP_SECONDS)


def measure() -> Results:
    """Let a class draw: a stroke every two seconds each, evenly spread."""
    drawn = asyncio.run(_measure())
    drawn.check()
    return {
        "visitors30_p50_ms": Measured(drawn.percentile(50)),
        "visitors30_p95_ms": Measured(drawn.percentile(95)),
    }


async def _measure() -> Drawn:
    with serving() as server:
        async with AsyncExitStack() as visits:
            visitors = [
                await visits.enter_async_context(visiting(server.url, "draw"))
                for _ in range(VISITORS)
            ]
            # The first stroke of all loads the network.
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


async def _draw_after(visitor: Visitor, seconds: float) -> Drawn:
    await asyncio.sleep(seconds)
    # Fifteen strokes a second are the load, and nothing beside them.
    return await draw(visitor, STROKES, GAP_SECONDS, clearing=False)
