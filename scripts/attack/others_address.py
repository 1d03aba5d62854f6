"""H1: the address of somebody else's work."""

import secrets

from scripts.attack.target import Outcome, Target, cookie_of, watching
from scripts.bench.protocol_visitor import visiting
from scripts.bench.stroke_data import DIGITS


async def attempt(target: Target) -> Outcome:
    """Open it with work of one's own and draw; also an address that nobody has."""
    owner, guest, nobody = (secrets.token_hex(16) for _ in range(3))
    async with watching(target) as watched:
        await _draw(target, owner, "lang=en", 7)
        with target.store() as store:
            before = store.workspace(owner)
        await _draw(target, guest, f"lang=en&work={owner}", 1)
        await _draw(target, guest, f"lang=en&work={nobody}", 1)
    with target.store() as store:
        after, own = store.workspace(owner), store.workspace(guest)
        invented = store.workspace(nobody)
    faults = {
        "the owner's work changed": before is None
        or after is None
        or before.strokes != after.strokes,
        "the guest's drawing is elsewhere": own is None or not own.strokes,
        "an invented id was adopted": invented is not None,
    }
    seen = [name for name, is_so in faults.items() if is_so]
    word = ", ".join(seen) or "each drawing is its own visitor's"
    return Outcome(not seen, f"{word}; {watched}")


async def _draw(target: Target, visitor_id: str, query: str, digit: int) -> None:
    async with visiting(
        target.url, "draw", query, cookie_of(visitor_id), patience=target.patience
    ) as visitor:
        await visitor.ask(visitor.stroke_frame(DIGITS[digit]))
        await target.until_saved(visitor_id)
