"""M5: a computer whose clock is a year ahead."""

import asyncio
import secrets
import time

from core.config import Config
from core.store.store import Store
from scripts.attack.target import Outcome, Target, cookie_of
from scripts.bench.protocol_visitor import visiting
from scripts.bench.stroke_data import DIGITS

POLL_SECONDS = 0.05
AHEAD_SECONDS = 366 * 24 * 3600.0


async def attempt(target: Target) -> Outcome:
    """Have it remove from the app's database the work of who has not come back."""
    visitor_id = secrets.token_hex(16)
    async with visiting(
        target.url, "draw", "lang=en", cookie_of(visitor_id), patience=target.patience
    ) as visitor:
        await visitor.ask(visitor.stroke_frame(DIGITS[7]))
        # The drawing is saved in the background: the answer may be there before.
        await _until_saved(target, visitor_id)
    ahead = Store.open(
        f"sqlite:///{target.home / 'trazo.db'}", lambda: time.time() + AHEAD_SECONDS
    )
    try:
        removed = ahead.remove_idle(Config.kept_days)
        kept = ahead.workspace(visitor_id) is not None
    finally:
        ahead.close()
    word = "kept" if kept else "gone"
    return Outcome(kept, f"{removed} visitors removed, a drawing of now is {word}")


async def _until_saved(target: Target, visitor_id: str) -> None:
    end = time.monotonic() + target.patience
    with target.store() as store:
        while store.workspace(visitor_id) is None:
            if time.monotonic() > end:
                raise TimeoutError("the drawing was never saved")
            await asyncio.sleep(POLL_SECONDS)
