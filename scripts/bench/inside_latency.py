"""Measures how long the Inside page takes to redraw everything after a stroke."""

import asyncio

import numpy as np

from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import serving
from scripts.bench.stroke_latency import GAP_SECONDS, WARM_UP_STROKES, Drawn, draw

STROKES = 60
TRAIN_SECONDS = 120
# Rows of the article's network: convolution, pooling, two dense layers, softmax.
LAYERS = 5


def measure() -> Results:
    """Draw on the Inside page, with the article's network after an epoch of training.

    First with the rows of all layers open, then with the occlusion map: 60 strokes
    each, timed from the stroke's frame to the end of the page's run, at the socket.
    """
    return asyncio.run(_measure())


async def _measure() -> Results:
    with serving() as server:
        query = "lang=en&train_epochs=1&train_images=20000"
        async with visiting(server.url, "train", query) as visitor:
            await visitor.press("train_start")
            await visitor.wait_for(
                lambda page: bool(page.text("train_result")), TRAIN_SECONDS
            )
            await visitor.press("train_draw")
            await visitor.go("inside")
            (network,) = visitor.page.widget("inside_network").content.raw_values
            if not network.startswith("Mine"):
                raise RuntimeError(f"the network that answers is {network}")
            await draw(visitor, WARM_UP_STROKES, GAP_SECONDS, clearing=False)
            for place in range(LAYERS):
                await visitor.unfold(f"inside_layer_{place}")
            layers = await draw(visitor, STROKES, GAP_SECONDS, clearing=False)
            _check(visitor, "inside_maps_0", "inside_maps_1")
            await visitor.choose("inside_look", "Which ink mattered")
            ink = await draw(visitor, STROKES, GAP_SECONDS, clearing=False)
            _check(visitor, "inside_mattered_0")
    return {
        "inside_p95_ms": Measured(_percentile(layers)),
        "occlusion_p95_ms": Measured(_percentile(ink)),
    }


def _check(visitor: Visitor, *keys: str) -> None:
    """Check that the containers to be measured are on the page.

    Raises:
        RuntimeError: One of them is missing.
    """
    for key in keys:
        if not visitor.page.has(key):
            raise RuntimeError(f"the page does not show {key}")


def _percentile(drawn: Drawn) -> float:
    drawn.check()
    return float(np.percentile(drawn.whole_milliseconds, 95))
