"""C2: a small zip whose curves have 60 million numbers."""

from scripts.attack import hostile_files, imports
from scripts.attack.target import Outcome, Target


async def attempt(target: Target) -> Outcome:
    """Import it."""
    return await imports.refuse(target, {"zeros": hostile_files.curves_of_zeros()})
