"""A run's turns: how long it has trained while others wait, and its place in line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Turns:
    """Counts the turns of one run, and measures the one that goes on.

    Args:
        clock: Seconds, monotonic.

    Attributes:
        count: How often the run has let others go first.
        queued_at: Its place in the line since, in seconds since 1970; None before.
        slow_seconds: How long it has gone in slow motion while others waited.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.count = 0
        self.queued_at: float | None = None
        self.slow_seconds = 0.0
        self._clock = clock
        self._began: float | None = None
        self._slow_at: float | None = None

    def begin(self) -> None:
        """Count a turn from now."""
        self._began = self._clock()

    def end(self, queued_at: float) -> None:
        """End the turn, with a new place in the line."""
        self.count += 1
        self.queued_at = queued_at
        self._began = None

    @property
    def seconds(self) -> float:
        """Length of the turn so far; 0 for a run that waits."""
        return 0.0 if self._began is None else self._clock() - self._began

    def measure_slow_motion(self, *, counts: bool) -> None:
        """Add the time since the last call to `slow_seconds`.

        Args:
            counts: Whether the run goes in slow motion, and others wait.
        """
        now = self._clock()
        if counts and self._slow_at is not None:
            self.slow_seconds += now - self._slow_at
        self._slow_at = now if counts else None
