"""C4: zips of the largest allowed size, several at once, and files nobody asked for."""

import asyncio
import secrets

from scripts.attack import imports, uploads
from scripts.attack.target import MEGABYTE, Outcome, Target, new_cookie, watching

LARGEST_BYTES = 63 * MEGABYTE
ZIPS = 3
UNASKED = 4
# Files are on the disk: not even half of one is in memory.
MOST_HELD = 0.5


async def attempt(target: Target, size: int = LARGEST_BYTES) -> Outcome:
    """Import three at once, then send four to one session without a widget."""
    content = secrets.token_bytes(size)

    async def unasked() -> float:
        """Return by how many megabytes the web process grows."""
        async with target.newcomer("") as visitor:
            before = target.web_megabytes()
            for _ in range(UNASKED):
                await asyncio.to_thread(
                    uploads.put, target, visitor.session_id, content
                )
            return target.web_megabytes() - before

    async with watching(target) as watched:
        said = await asyncio.gather(
            *(uploads.bring(target, content, new_cookie()) for _ in range(ZIPS))
        )
        together = watched.peak
        held_megabytes = await unasked()
    held = (
        all(imports.NOTHING in text for text in said)
        and watched.peak < imports.MOST_WEB_MB
        and held_megabytes < MOST_HELD * size / MEGABYTE
    )
    return Outcome(
        held,
        f"{ZIPS} files of {size / MEGABYTE:.0f} MB at once: {together:.0f} MB; "
        f"{UNASKED} that no widget asked for: {held_megabytes:+.0f} MB; {watched}",
    )
