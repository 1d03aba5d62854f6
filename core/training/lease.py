"""A run goes on while somebody watches it, and until somebody stops it."""

import threading
import time
from collections.abc import Callable

from core.runs.progress import Ending
from core.training.speed import SpeedControl

# A web process renews every few seconds. Longer than any hiccup of the network,
# shorter than the two minutes in which an abandoned run must have ended.
LEASE_SECONDS = 60


class Lease:
    """Leave to train, renewed from the web process and read by the training thread.

    Attributes:
        speed: How fast the run goes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ending: Ending | None = None
        self.speed = SpeedControl()
        self.renew()

    def renew(self) -> None:
        """Somebody is watching: go on for another `LEASE_SECONDS`."""
        self._expires = self._clock() + LEASE_SECONDS

    def end(self, ending: Ending) -> None:
        """End the run at its next batch."""
        self._ending = ending

    @property
    def ending(self) -> Ending | None:
        """Why the run must end now, or None while it may go on."""
        if self._ending is None and self._clock() > self._expires:
            return Ending.UNWATCHED
        return self._ending


class Leases:
    """The leases of one worker, by run; one can be ended before its run begins."""

    def __init__(self) -> None:
        self._leases: dict[str, Lease] = {}
        self._lock = threading.Lock()

    def get(self, run_id: str) -> Lease:
        """Return the lease of a run, a new one where there is none."""
        with self._lock:
            return self._leases.setdefault(run_id, Lease())

    def discard(self, run_id: str) -> None:
        """Forget a run that is over."""
        with self._lock:
            self._leases.pop(run_id, None)


# One worker process trains one run after another: its leases are the process's own,
# reached both by the training thread and by calls from the web process.
leases = Leases()
