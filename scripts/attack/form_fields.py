"""C4: uploads whose forms have megabytes of text in the place of a file."""

import asyncio
import contextlib

from scripts.attack import uploads
from scripts.attack.target import MEGABYTE, Outcome, Target, watching

SESSIONS = 3
FIELDS = 60
MOST_GROWTH_MB = 100
REFUSED = 400


async def attempt(target: Target) -> Outcome:
    """Send such forms from several sessions at once."""
    # One such character, and Python has four bytes for each of the text.
    text = "\N{GRINNING FACE}" + "x" * (MEGABYTE - 10)
    fields: dict[str, tuple[None, str]] = {
        f"field{number}": (None, text) for number in range(FIELDS)
    }

    async with contextlib.AsyncExitStack() as visits:
        visitors = [
            await visits.enter_async_context(target.newcomer("draw"))
            for _ in range(SESSIONS)
        ]
        # By now the process has loaded what it needs for any visitor.
        async with watching(target) as watched:
            statuses = await asyncio.gather(
                *(
                    asyncio.to_thread(
                        uploads.put_form, target, visitor.session_id, fields
                    )
                    for visitor in visitors
                )
            )
    # The server may close the connection before it has received all.
    refused = all(status in (REFUSED, None) for status in statuses)
    growth = watched.peak - watched.before
    return Outcome(
        refused and growth < MOST_GROWTH_MB,
        f"{SESSIONS} forms of {FIELDS} MB of text: statuses {statuses}; {watched}",
    )
