"""Measures the processor time that other programs use during a measurement."""

import contextlib
import time

import psutil

# A measurement is not reliable if other programs used more than this share.
DISTURBING = 0.1
# This process adopts orphaned processes.
INIT_PID = 1


class Bystanders:
    """Other programs' processor time since the creation of the object."""

    def __init__(self) -> None:
        self._began = time.time()
        self._seconds_then = self._seconds()

    @property
    def share(self) -> float:
        """Share of all cores that other programs have used so far, 0 to 1."""
        seconds = self._seconds() - self._seconds_then
        cores = psutil.cpu_count() or 1
        return max(0.0, seconds / ((time.time() - self._began) * cores))

    def _seconds(self) -> float:
        """Return the processor seconds of all programs except this one's family."""
        own = psutil.Process()
        family = {own.pid, *(child.pid for child in own.children(recursive=True))}
        total = 0.0
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.pid not in family and not self._is_orphan_of_ours(process):
                    total += _seconds_of(process)
        return total

    def _is_orphan_of_ours(self, process: psutil.Process) -> bool:
        """Return whether a process is our orphan, as a closing browser leaves some."""
        return bool(
            process.ppid() == INIT_PID and process.create_time() > self._began - 1
        )


def _seconds_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    seconds = times.user + times.system
    if process.pid != INIT_PID:
        # The time of an ended process counts for its parent.
        seconds += getattr(times, "children_user", 0.0)
        seconds += getattr(times, "children_system", 0.0)
    return float(seconds)
