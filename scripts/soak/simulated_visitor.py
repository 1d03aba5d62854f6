"""A visitor of the soak test: draws, trains, loses the connection, reconnects."""

import asyncio
import contextlib
import random
import secrets
import time
from dataclasses import dataclass, field

import websockets

from core.ui.state.visitor_cookie import COOKIE
from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.stroke_latency import drawings

GAP_SECONDS = 2.0
# A run between two periods of drawing, small enough for thirty visitors to get one.
STROKES_BEFORE_TRAINING = 6
TRAINING = (
    "lang=en&train_epochs=3&train_images=2000&network_blocks=4x3p&network_dense=16"
)
TRAIN_SECONDS = 900
# Share of visitors with a run who draw meanwhile; the others watch their run. Most of a
# class waits in the queue.
DRAWS_MEANWHILE = 0.5
HEARD_SECONDS = 30
BACK_SECONDS = 1.0
# Exceptions raised when the server has gone, or goes.
GONE = (
    ConnectionError,
    OSError,
    TimeoutError,
    websockets.WebSocketException,
    RuntimeError,
    LookupError,
)


@dataclass
class Seen:
    """Everything that a visitor has seen.

    Attributes:
        seed: Seed of all runs of this visitor, and of nobody else's.
        workspace: Id of the visitor's workspace.
        milliseconds: Time from each stroke to its answer.
        asked: Number of runs that the visitor started and the page showed.
        results: The page's text about the result of each run.
        interruptions: Number of times that the server was gone.
        complaints: Texts that no visitor should see.
    """

    seed: int
    workspace: str = field(default_factory=lambda: secrets.token_hex(16))
    milliseconds: list[float] = field(default_factory=list)
    asked: int = 0
    results: list[str] = field(default_factory=list)
    interruptions: int = 0
    complaints: list[str] = field(default_factory=list)


async def visit(url: str, seen: Seen, until: float) -> None:
    """Draw and train until a time; reconnect whenever the server was gone.

    Args:
        url: URL of the server.
        seen: Receives everything that the visitor sees.
        until: Time at which to leave, by `time.monotonic`.
    """
    while time.monotonic() < until:
        try:
            await _stay(url, seen, until)
        except GONE:
            seen.interruptions += 1
            await asyncio.sleep(BACK_SECONDS)


async def _stay(url: str, seen: Seen, until: float) -> None:
    query = f"{TRAINING}&train_seed={seen.seed}"
    cookie = f"{COOKIE}={seen.workspace}"
    async with visiting(url, "draw", query, cookie) as visitor:
        while time.monotonic() < until:
            await _draw(visitor, seen, until)
            if time.monotonic() < until:
                await _train(visitor, seen, until)


async def _draw(visitor: Visitor, seen: Seen, until: float) -> None:
    await visitor.go("draw")
    with contextlib.suppress(LookupError):
        await visitor.clear()
    for place, (_, strokes, whole) in enumerate(drawings()):
        if place == STROKES_BEFORE_TRAINING or time.monotonic() >= until:
            return
        # Random pauses: thirty strokes at the same instant would wait for each other.
        await asyncio.sleep(GAP_SECONDS * random.uniform(0.5, 1.5))
        answer = await visitor.ask(visitor.stroke_frame(strokes))
        seen.milliseconds.append(answer.milliseconds)
        if whole:
            await visitor.clear()


async def _train(visitor: Visitor, seen: Seen, until: float) -> None:
    """Start a run, or find the current one; then wait for its end, or draw."""
    await visitor.go("train")
    _note(visitor, seen)
    if visitor.page.has_widget("train_start"):
        await visitor.press("train_start")
        # The end of another fragment's run does not mean that the server got the press:
        # leaving the page before that would lose it.
        try:
            await visitor.wait_for(
                lambda page: page.has("train_progress"), HEARD_SECONDS
            )
        except TimeoutError:
            seen.complaints.append("a press came to nothing")
            return
        seen.asked += 1
        if random.random() < DRAWS_MEANWHILE:
            return
    patience = max(1.0, min(TRAIN_SECONDS, until - time.monotonic()))
    with contextlib.suppress(TimeoutError):
        await visitor.wait_for(_over, patience)
        if not _note(visitor, seen):
            seen.complaints.append(visitor.page.text("train_status"))


def _note(visitor: Visitor, seen: Seen) -> bool:
    """Record the result that a page shows; return whether it shows one."""
    result = visitor.page.text("train_result")
    if result:
        seen.results.append(result)
    return bool(result)


def _over(page: PageTree) -> bool:
    return page.has_widget("train_start") and not page.has("train_progress")
