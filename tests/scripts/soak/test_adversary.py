"""The nuisance of the soak test goes on until the end, after failed attacks too."""

import asyncio
import itertools
import time
from typing import Any

from scripts.attack.target import Outcome
from scripts.soak.adversary import annoy

SECONDS = 0.5


async def holds(target):
    """Do nothing to an app that holds."""
    return Outcome(True, f"app {target}")


async def breaks(_):
    """Lose the connection, as when the web process is killed."""
    raise ConnectionError


async def succeeds(_):
    """Find something."""
    return Outcome(False, "2 GB")


async def hangs(_):
    """Wait for an answer that never comes."""
    await asyncio.sleep(3600)


def test_it_attacks_in_turn_and_survives_what_becomes_of_an_attack():
    apps: Any = itertools.count()
    attacks = {"one": holds, "two": breaks, "three": succeeds}
    until = time.monotonic() + SECONDS
    tried = asyncio.run(annoy(lambda: next(apps), until, attacks, gap=0.01))
    assert list(map(str, tried[:4])) == [
        "one: held: app 0",
        "two: interrupted: ConnectionError",
        "three: DID NOT HOLD: 2 GB",
        "one: held: app 3",
    ]
    assert [each.has_held for each in tried[:3]] == [True, None, False]
    assert time.monotonic() >= until


def test_an_attack_that_hangs_ends_with_the_test():
    async def first():
        app: Any = None
        task = annoy(lambda: app, time.monotonic() + SECONDS, {"one": hangs}, gap=0)
        async with asyncio.timeout(60):
            return await task

    assert list(map(str, asyncio.run(first()))) == ["one: interrupted: TimeoutError"]
