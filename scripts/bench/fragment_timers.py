"""Runs the parts of a page that draw themselves again, as a browser does."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class _Timer:
    seconds: float
    task: asyncio.Task[None]


class FragmentTimers:
    """The timers of one page.

    Args:
        rerun: Asks the server to run a part of the page, by its id.
    """

    def __init__(self, rerun: Callable[[str], Awaitable[None]]) -> None:
        self._rerun = rerun
        self._timers: dict[str, _Timer] = {}

    def start(self, fragment_id: str, seconds: float) -> None:
        """Run a part again and again; one that has this interval goes on.

        Args:
            fragment_id: Which part.
            seconds: From one run to the next.
        """
        known = self._timers.get(fragment_id)
        if known is not None and known.seconds == seconds:
            return
        self.stop(fragment_id)
        task = asyncio.create_task(self._rerun_every(seconds, fragment_id))
        self._timers[fragment_id] = _Timer(seconds, task)

    def stop(self, fragment_id: str) -> None:
        """Let a part be, if it has a timer."""
        timer = self._timers.pop(fragment_id, None)
        if timer is not None:
            timer.task.cancel()

    def stop_all(self) -> None:
        """Let all parts be."""
        for fragment_id in tuple(self._timers):
            self.stop(fragment_id)

    async def _rerun_every(self, seconds: float, fragment_id: str) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self._rerun(fragment_id)
