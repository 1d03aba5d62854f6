"""M5: a computer whose clock is a year ahead."""

import secrets
import time

from core.config import Config
from core.store.idle_clock import DAY_SECONDS
from core.store.store import Store
from scripts.attack.target import Outcome, Target, cookie_of
from scripts.bench.protocol_visitor import visiting
from scripts.bench.stroke_data import DIGITS

AHEAD_SECONDS = 366 * 24 * 3600.0


async def attempt(target: Target) -> Outcome:
    """Have it clean up the app's database, before and after somebody comes by it."""
    visitor_id = secrets.token_hex(16)
    async with visiting(
        target.url, "draw", "lang=en", cookie_of(visitor_id), patience=target.patience
    ) as visitor:
        await visitor.ask(visitor.stroke_frame(DIGITS[7]))
        await target.until_saved(visitor_id)
    now = _Clock()
    ahead = Store.open(f"sqlite:///{target.home / 'trazo.db'}", now)
    newcomer = secrets.token_hex(16)
    try:
        now.ahead = AHEAD_SECONDS
        removed = ahead.remove_idle(Config.kept_days)
        # By that clock, nobody else has been here for a year.
        ahead.mark_visitor_seen(newcomer)
        removed += ahead.remove_idle(Config.kept_days)
        now.ahead = 0.0
        removed += ahead.remove_idle(Config.kept_days)
        is_kept = ahead.has_workspace(visitor_id)
        # Work of that clock must not stay a year longer than the other.
        seen = [ahead.workspace(each) for each in (visitor_id, newcomer)]
        apart = max(
            one.seen_at - other.seen_at
            for one in seen
            for other in seen
            if one and other
        )
        ahead.remove_workspace(newcomer)
    finally:
        ahead.close()
    word = "kept" if is_kept else "gone"
    days = apart / DAY_SECONDS
    return Outcome(
        is_kept and days < Config.kept_days,
        f"{removed} visitors removed, a drawing of now is {word}, "
        f"work of that clock is {days:.1f} days younger",
    )


class _Clock:
    """The clock of a computer.

    Attributes:
        ahead: How far it is ahead, in seconds.
    """

    ahead = 0.0

    def __call__(self) -> float:
        """Return what it says, in seconds since 1970."""
        return time.time() + self.ahead
