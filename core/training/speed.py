"""How fast a run goes: at full speed, step by step, or slowly by itself."""

import threading
import time
from collections.abc import Callable

from core.runs.slow_motion import PLAY_SECONDS, Command

# How often a run that waits looks whether it is to end, in seconds.
LOOK_SECONDS = 0.05


class SpeedControl:
    """Set by the web process, read by the training thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._command = Command.FULL_SPEED
        self._steps = 0
        self._changed = threading.Condition()

    def set(self, command: Command) -> None:
        """Do as a visitor asks; a step that is asked for is done once."""
        with self._changed:
            self._command = command
            self._steps = self._steps + 1 if command is Command.STEP else 0
            self._changed.notify_all()

    @property
    def is_slow(self) -> bool:
        """Whether each sub-step is to be shown."""
        return self._command is not Command.FULL_SPEED

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself, slowly."""
        return self._command is Command.PLAY

    def wait(self, tick: Callable[[], None]) -> None:
        """Wait until the next sub-step may be done, or full speed is asked for.

        Args:
            tick: Called many times a second; may raise, to end the run.
        """
        began = self._clock()
        with self._changed:
            while self.is_slow:
                if self._steps:
                    self._steps -= 1
                    return
                if self.is_playing and self._clock() - began >= PLAY_SECONDS:
                    return
                self._changed.wait(LOOK_SECONDS)
                tick()
