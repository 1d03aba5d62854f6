"""C4: zips of the largest allowed size, several at once, and files nobody asked for."""

import asyncio
import secrets

from scripts.attack import imports, uploads
from scripts.attack.target import MEGABYTE, Outcome, Target, new_cookie, watching
from scripts.bench.protocol_visitor import visiting

LARGEST_BYTES = 63 * MEGABYTE
ZIPS = 3
UNASKED = 4


async def attempt(target: Target, size: int = LARGEST_BYTES) -> Outcome:
    """Import three at once, then send four to one session without a widget."""
    content = secrets.token_bytes(size)

    async def unasked() -> list[int]:
        async with visiting(
            target.url, "", "lang=en", new_cookie(), patience=target.patience
        ) as visitor:
            session = visitor.session_id
            return [
                (await asyncio.to_thread(uploads.put, target, session, content))[0]
                for _ in range(UNASKED)
            ]

    async with watching(target) as watched:
        said = await asyncio.gather(
            *(uploads.bring(target, content, new_cookie()) for _ in range(ZIPS))
        )
        together = watched.peak
        statuses = await unasked()
    held = (
        all(imports.NOTHING in text for text in said)
        and watched.peak < imports.MOST_WEB_MB
    )
    return Outcome(
        held,
        f"{ZIPS} files of {size / MEGABYTE:.0f} MB at once: {together:.0f} MB; "
        f"{UNASKED} that no widget asked for: status {statuses}; {watched}",
    )
