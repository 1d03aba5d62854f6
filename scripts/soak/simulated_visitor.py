"""One visitor of the soak: draws, trains, loses the connection, comes back."""

import asyncio
import contextlib
import random
import secrets
import time
from dataclasses import dataclass, field

import websockets

from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.stroke_latency import drawings

GAP_SECONDS = 2.0
# A training between two stretches of drawing, small enough that thirty get theirs.
STROKES_BEFORE_TRAINING = 6
TRAINING = (
    "lang=en&train_epochs=3&train_images=2000&network_blocks=4x3p&network_dense=16"
)
TRAIN_SECONDS = 900
# Of those who train; the others watch. So most of a class waits in line.
DRAWS_MEANWHILE = 0.5
HEARD_SECONDS = 30
BACK_SECONDS = 1.0
# What is raised when the server has gone, or goes.
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
    """What a visitor has seen.

    Attributes:
        seed: Of every training of theirs, and of nobody else's.
        workspace: Whose work it is.
        milliseconds: From each stroke to its answer.
        asked: Trainings asked for, and shown as such.
        results: What the page said of each training's result.
        interruptions: How often the server was away.
        complaints: What no visitor should see.
    """

    seed: int
    workspace: str = field(default_factory=lambda: secrets.token_hex(16))
    milliseconds: list[float] = field(default_factory=list)
    asked: int = 0
    results: list[str] = field(default_factory=list)
    interruptions: int = 0
    complaints: list[str] = field(default_factory=list)


async def visit(url: str, seen: Seen, until: float) -> None:
    """Draw and train until a time, coming back as often as the server goes.

    Args:
        url: Of the server.
        seen: Takes what comes of it.
        until: `time.monotonic` at which to leave.
    """
    while time.monotonic() < until:
        try:
            await _stay(url, seen, until)
        except GONE:
            seen.interruptions += 1
            await asyncio.sleep(BACK_SECONDS)


async def _stay(url: str, seen: Seen, until: float) -> None:
    query = f"{TRAINING}&train_seed={seen.seed}&work={seen.workspace}"
    async with visiting(url, "draw", query) as visitor:
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
        # Nobody draws in step: thirty strokes at the same instant wait for each other.
        await asyncio.sleep(GAP_SECONDS * random.uniform(0.5, 1.5))
        answer = await visitor.ask(visitor.stroke_frame(strokes))
        seen.milliseconds.append(answer.milliseconds)
        if whole:
            await visitor.clear()


async def _train(visitor: Visitor, seen: Seen, until: float) -> None:
    """Ask for a training, or find the one that goes on; wait for its end, or draw."""
    await visitor.go("train")
    _note(visitor, seen)
    if visitor.page.has_widget("train_start"):
        await visitor.press("train_start")
        # The end of another fragment's run is no sign that the button was heard: a
        # page that is left before that takes the press along.
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
    """Take down the result that a page shows; return whether it shows one."""
    result = visitor.page.text("train_result")
    if result:
        seen.results.append(result)
    return bool(result)


def _over(page: PageTree) -> bool:
    return page.has_widget("train_start") and not page.has("train_progress")
