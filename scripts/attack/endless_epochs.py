"""M7: a run whose epochs took longer than any number of seconds."""

import secrets

from scripts.attack import hostile_files, imports, uploads
from scripts.attack.target import Outcome, Target, cookie_of
from scripts.bench.protocol_visitor import visiting


async def attempt(target: Target) -> Outcome:
    """Import it, and open the Train page afterwards."""
    cookie = cookie_of(secrets.token_hex(16))
    said = await uploads.bring(target, hostile_files.endless_epochs(), cookie)
    async with visiting(
        target.url, "train", "lang=en", cookie, patience=target.patience
    ) as visitor:
        is_whole = visitor.page.has_widget("train_start")
    word = "works" if is_whole else "is broken"
    return Outcome(is_whole and imports.NOTHING in said, f"{said} Train {word}.")
