"""Imports files that must be refused, and measures what that costs."""

from collections.abc import Mapping

from scripts.attack import uploads
from scripts.attack.target import Outcome, Target, new_cookie, watching

NOTHING = "Nothing was brought back."
# A process at rest has 250; no file of a visitor is in its memory.
MOST_WEB_MB = 600


async def refuse(target: Target, files: Mapping[str, bytes]) -> Outcome:
    """Import files one after the other, each as a new visitor.

    Args:
        target: The app.
        files: Bytes of each file by what it is.
    """
    taken = []
    async with watching(target) as watched:
        for name, content in files.items():
            said = await uploads.bring(target, content, new_cookie())
            if NOTHING not in said:
                taken.append(f"{name} was taken: {said}")
    held = not taken and watched.peak < MOST_WEB_MB
    sizes = ", ".join(f"{name} {len(file)} bytes" for name, file in files.items())
    return Outcome(held, "; ".join([*taken, sizes, str(watched)]))
