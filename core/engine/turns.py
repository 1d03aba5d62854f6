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
        whole_seconds: Length of a whole turn, once the run has to give way to a short
            job before the end of it; 0 before.
        seconds_before: How long the turn was before a job interrupted it.
        slow_seconds: How long it has gone in slow motion while others waited.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.count = 0
        self.queued_at: float | None = None
        self.whole_seconds = 0.0
        self.seconds_before = 0.0
        self.slow_seconds = 0.0
        self._clock = clock
        self._began: float | None = None
        self._slow_at: float | None = None

    def begin(self) -> None:
        """Count a turn from now, or the rest of one that a job has interrupted."""
        self._began = self._clock()

    def end(self, queued_at: float) -> None:
        """End the turn, with a new place in the line.

        A run that gives way to a job keeps its place, and what is left of its turn.

        Args:
            queued_at: The new place, in seconds since 1970.
        """
        self.count += 1
        if self.seconds < self.whole_seconds:
            self.seconds_before = self.seconds
        else:
            self.seconds_before = 0.0
            self.queued_at = queued_at
        self._began = None
        self.whole_seconds = 0.0

    @property
    def seconds(self) -> float:
        """Length of the turn so far, without the jobs that have interrupted it."""
        now = 0.0 if self._began is None else self._clock() - self._began
        return self.seconds_before + now

    def measure_slow_motion(self, *, counts: bool) -> None:
        """Add the time since the last call to `slow_seconds`.

        Args:
            counts: Whether the run goes in slow motion, and others wait.
        """
        now = self._clock()
        if counts and self._slow_at is not None:
            self.slow_seconds += now - self._slow_at
        self._slow_at = now if counts else None
