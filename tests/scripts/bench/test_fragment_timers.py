"""Parts of a page with a timer run again until they are stopped."""

import asyncio
import random
from collections import Counter

import pytest

from scripts.bench.fragment_timers import FragmentTimers
from tests.support.patience import PATIENCE_SECONDS

SHORT, LONG = 0.001, 3600.0


class Page:
    """Counts how often each part was run."""

    def __init__(self):
        self.runs: Counter[str] = Counter()
        self._changed = asyncio.Event()

    async def rerun(self, fragment_id):
        """Run a part."""
        self.runs[fragment_id] += 1
        self._changed.set()

    async def until_more(self, fragment_id):
        """Wait until a part has been run twice more."""
        wanted = self.runs[fragment_id] + 2
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.runs[fragment_id] < wanted:
                self._changed.clear()
                await self._changed.wait()


async def follow(seed):
    """Start and stop parts at random; check after each step which of them run."""
    chance = random.Random(seed)
    page = Page()
    timers = FragmentTimers(page.rerun)
    timers.start("witness", SHORT)
    running = set()
    for _ in range(30):
        part = chance.choice("abc")
        match chance.choice(("start", "slow down", "stop", "stop all")):
            case "start":
                timers.start(part, SHORT)
                running.add(part)
            case "slow down":
                timers.start(part, LONG)
                running.discard(part)
            case "stop":
                timers.stop(part)
                running.discard(part)
            case _:
                timers.stop_all()
                timers.start("witness", SHORT)
                running.clear()
        for each in running:
            await page.until_more(each)
        before = page.runs.copy()
        await page.until_more("witness")
        for each in set("abc") - running:
            assert page.runs[each] == before[each]
    timers.stop_all()


@pytest.mark.parametrize("seed", range(5))
def test_parts_run_from_their_start_to_their_stop(seed):
    asyncio.run(follow(seed))


def test_a_timer_that_is_named_again_keeps_its_time():
    async def name_again():
        page = Page()
        timers = FragmentTimers(page.rerun)
        timers.start("a", SHORT)
        async with asyncio.timeout(PATIENCE_SECONDS):
            # A timer that started over each time would never end.
            while page.runs["a"] < 2:
                timers.start("a", SHORT)
                await asyncio.sleep(0)
        timers.stop_all()

    asyncio.run(name_again())
