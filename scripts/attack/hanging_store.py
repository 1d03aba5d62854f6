"""H2, H3: a database that takes no changes for a while."""

import asyncio
import contextlib
import secrets
import sqlite3
import time
from collections.abc import Iterator

from scripts.attack.target import Outcome, Target, cookie_of, watching
from scripts.bench.protocol_visitor import visiting
from scripts.bench.stroke_data import DIGITS

LOCKED_SECONDS = 12
POLL_SECONDS = 0.2


async def attempt(target: Target, seconds: float = LOCKED_SECONDS) -> Outcome:
    """Lock it; a visitor draws meanwhile, and others open pages."""
    visitor_id = secrets.token_hex(16)
    async with visiting(
        target.url, "draw", "lang=en", cookie_of(visitor_id), patience=target.patience
    ) as visitor:
        # The first answer loads the network.
        await visitor.ask(visitor.stroke_frame(DIGITS[1]))
        await visitor.clear()
        async with watching(target) as watched:
            with _locked(target):
                start = time.monotonic()
                answer = await visitor.ask(visitor.stroke_frame(DIGITS[7]))
                await asyncio.sleep(max(0.0, seconds - (time.monotonic() - start)))
        stored = await _is_stored(target, visitor_id)
    word = "stored afterwards" if stored else "LOST"
    return Outcome(
        stored,
        f"locked for {seconds} s: the answer came after "
        f"{answer.whole_milliseconds:.0f} ms, the drawing is {word}; {watched}",
    )


@contextlib.contextmanager
def _locked(target: Target) -> Iterator[None]:
    connection = sqlite3.connect(target.home / "trazo.db", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


async def _is_stored(target: Target, visitor_id: str) -> bool:
    end = time.monotonic() + target.patience
    while time.monotonic() < end:
        with target.store() as store:
            kept = store.workspace(visitor_id)
        if kept is not None and len(kept.strokes) == len(DIGITS[7]):
            return True
        await asyncio.sleep(POLL_SECONDS)
    return False
