"""How much of the machine other programs took while something was measured."""

import contextlib
import time

import psutil

# Share of the machine above which a number is no longer to be trusted.
DISTURBING = 0.1
# Takes in the processes that lost their parent.
INIT_PID = 1


class Bystanders:
    """Other programs' use of the processors, from when this is made."""

    def __init__(self) -> None:
        self._began = time.time()
        self._seconds_then = self._seconds()

    @property
    def share(self) -> float:
        """Part of all cores that other programs have had so far, 0 to 1."""
        seconds = self._seconds() - self._seconds_then
        cores = psutil.cpu_count() or 1
        return max(0.0, seconds / ((time.time() - self._began) * cores))

    def _seconds(self) -> float:
        """Return the processor seconds of all programs, this one's family apart."""
        own = psutil.Process()
        family = {own.pid, *(child.pid for child in own.children(recursive=True))}
        total = 0.0
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.pid not in family and not self._is_orphan_of_ours(process):
                    total += _seconds_of(process)
        return total

    def _is_orphan_of_ours(self, process: psutil.Process) -> bool:
        """Say whether it has lost its parent since: a browser leaves some, dying."""
        return bool(
            process.ppid() == INIT_PID and process.create_time() > self._began - 1
        )


def _seconds_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    seconds = times.user + times.system
    if process.pid != INIT_PID:
        # What has ended counts through the program that started it.
        seconds += getattr(times, "children_user", 0.0)
        seconds += getattr(times, "children_system", 0.0)
    return float(seconds)
