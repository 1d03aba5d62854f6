"""A nuisance among the visitors of the soak test: one attack a minute."""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scripts.attack import (
    hanging_store,
    large_drawing,
    long_curves,
    second_engine,
    small_files,
)
from scripts.attack.suite import Attack
from scripts.attack.target import Target

GAP_SECONDS = 60
ATTACKS: dict[str, Attack] = {
    "clear_cache": second_engine.attempt,
    "a zip of zeros": long_curves.attempt,
    "pictures and brackets": small_files.attempt,
    "a locked store": hanging_store.attempt,
    "a large drawing": large_drawing.attempt,
}


@dataclass(frozen=True)
class Tried:
    """What came of an attack.

    Attributes:
        name: Name of the attack.
        has_held: Whether Trazo held; None if the web process was killed meanwhile.
        figures: What was measured or seen, or what interrupted it.
    """

    name: str
    has_held: bool | None
    figures: str

    def __str__(self) -> str:
        """Return a line for the log."""
        words = {True: "held", False: "DID NOT HOLD", None: "interrupted"}
        return f"{self.name}: {words[self.has_held]}: {self.figures}"


async def annoy(
    target: Callable[[], Target],
    until: float,
    attacks: Mapping[str, Attack] = ATTACKS,
    gap: float = GAP_SECONDS,
) -> list[Tried]:
    """Attack once a minute until a time, each time in another way.

    An attack fails where the web process is killed meanwhile, which the soak test does.

    Args:
        target: Returns the app as it runs now.
        until: Time at which to end, by `time.monotonic`.
        attacks: The attacks by name.
        gap: Time before each attack, in seconds.

    Returns:
        What came of each attack.
    """
    tried: list[Tried] = []
    for name, attack in itertools.cycle(attacks.items()):
        await asyncio.sleep(max(0.0, min(gap, until - time.monotonic())))
        if time.monotonic() >= until:
            return tried
        try:
            async with asyncio.timeout(max(1.0, until - time.monotonic())):
                outcome = await attack(target())
        except Exception as error:  # noqa: BLE001  the web process may be gone
            tried.append(Tried(name, None, type(error).__name__))
        else:
            tried.append(Tried(name, outcome.held, outcome.figures))
    return tried
