"""H4: a zip that would have the worker rebuild two hundred networks."""

from scripts.attack import hostile_files, imports
from scripts.attack.target import Outcome, Target

NETWORKS = 200


async def attempt(target: Target) -> Outcome:
    """Import one that names one network two hundred times."""
    run = hostile_files.described_run(ending="finished", keras="1.keras")
    return await imports.refuse(
        target, {"networks": hostile_files.work(*[run] * NETWORKS)}
    )
