"""H4: a run that would hold the only worker for hours."""

import asyncio
import contextlib
import secrets
import time

from scripts.attack.target import Outcome, Target, cookie_of, watching
from scripts.bench.protocol_visitor import visiting

LONG = "lang=en&train_epochs=30&train_batch_size=16&network_blocks=32x5p-64x5p"
SHORT = "lang=en&train_epochs=1&train_images=1000&network_blocks=4x3p&network_dense=16"
# With TRAZO_RUN_MINUTES as `scripts.attack` sets it.
MOST_SECONDS = 120


async def attempt(target: Target, seconds: float = MOST_SECONDS) -> Outcome:
    """Start one, and see how long another visitor waits for the worker."""
    first, second = secrets.token_hex(16), secrets.token_hex(16)
    async with (
        watching(target) as watched,
        visiting(
            target.url, "train", LONG, cookie_of(first), patience=target.patience
        ) as holder,
        visiting(
            target.url, "train", SHORT, cookie_of(second), patience=target.patience
        ) as other,
    ):
        await holder.press("train_start")
        await _begun(target, first, seconds)
        await other.press("train_start")
        start = time.monotonic()
        begun = await _begun(target, second, seconds)
        waited = time.monotonic() - start
        with contextlib.suppress(LookupError):
            await holder.press("train_stop")
    word = "began" if begun else "still waited"
    return Outcome(begun, f"another's run {word} after {waited:.0f} s; {watched}")


async def _begun(target: Target, visitor_id: str, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with target.store() as store:
            if any(run.attempts for run in store.list_runs(visitor_id)):
                return True
        await asyncio.sleep(1)
    return False
