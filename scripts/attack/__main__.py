"""Attack a Trazo of one's own: ``python -m scripts.attack [NAME…]``.

Starts the app on a free port of this machine, tries each attack against it, and prints
a line for each: whether Trazo held, and the figures. The exit status is 1 if it did not
hold once. All traffic stays on this machine, and only processes that this script
started are ended.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from scripts.attack.suite import ATTACKS, Attack
from scripts.attack.target import Outcome, Target, running

# Longest time for any page, in seconds.
PATIENCE_SECONDS = 60
# The longest import of a file.
ATTACK_SECONDS = 900
# What a run may take while others wait: a fifth of a minute.
ENVIRONMENT = {"TRAZO_RUN_MINUTES": "0.2"}


def attacked(attack: Attack, target: Target) -> Outcome:
    """Try an attack; one that ends in an error has found something."""

    async def limited() -> Outcome:
        async with asyncio.timeout(ATTACK_SECONDS):
            return await attack(target)

    try:
        return asyncio.run(limited())
    except Exception as error:  # noqa: BLE001  of any kind: Trazo did not hold
        return Outcome(False, f"{type(error).__name__}: {error}")


def main() -> int:
    """Try the attacks that are named, or all; return 0 if Trazo held each time."""
    parser = argparse.ArgumentParser(description="Attack a Trazo of one's own.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(ATTACKS))
    names = parser.parse_args().names or list(ATTACKS)
    unknown = [name for name in names if name not in ATTACKS]
    if unknown:
        parser.error(f"unknown: {' '.join(unknown)}; there are: {' '.join(ATTACKS)}")
    lost = []
    with (
        tempfile.TemporaryDirectory(prefix="trazo-attack-") as folder,
        running(Path(folder), patience=PATIENCE_SECONDS, **ENVIRONMENT) as target,
    ):
        for name in names:
            start = time.monotonic()
            outcome = attacked(ATTACKS[name], target)
            word = "held" if outcome.held else "DID NOT HOLD"
            seconds = time.monotonic() - start
            print(f"{name}: {word} ({seconds:.0f} s): {outcome.figures}", flush=True)
            lost += [] if outcome.held else [name]
    print(f"{len(names)} attacks, did not hold: {', '.join(lost) or 'none'}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
