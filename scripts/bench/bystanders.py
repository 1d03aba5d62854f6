"""How much of the machine other programs took while something was measured."""

import os
import time

import psutil

# Share of the machine above which a number is no longer to be trusted.
DISTURBING = 0.1


class Bystanders:
    """Watches from when it is made; all that was started since must have ended."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._others_then = _others_seconds()

    @property
    def share(self) -> float:
        """Part of all cores that other programs have had so far, 0 to 1.

        0 where the system does not count the time of processes that have ended
        (Windows).
        """
        if os.name != "posix":
            return 0.0
        seconds = _others_seconds() - self._others_then
        cores = psutil.cpu_count() or 1
        return max(0.0, seconds / ((time.monotonic() - self._began) * cores))


def _others_seconds() -> float:
    """Return processor seconds of all programs less those of this one's family."""
    machine = psutil.cpu_times()
    everyone = machine.user + machine.system + getattr(machine, "nice", 0.0)
    own = os.times()
    family = own.user + own.system + own.children_user + own.children_system
    return float(everyone - family)
