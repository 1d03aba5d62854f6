"""A run goes on while it is watched, until it is stopped or its turn is over."""

import threading
import time
from collections.abc import Callable

from core.runs.progress import Ending
from core.training.speed import SpeedControl

# A web process renews every few seconds. Longer than any hiccup of the network,
# shorter than the two minutes in which an abandoned run must have ended.
LEASE_SECONDS = 60
# Of a turn: how much longer a run goes on to reach the end of its epoch.
EXTRA_SHARE = 0.1


class Lease:
    """Leave to train, renewed from the web process and read by the training thread.

    Attributes:
        speed: How fast the run goes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ending: Ending | None = None
        self.speed = SpeedControl()
        self.begin_turn()
        self.renew()

    def begin_turn(self) -> None:
        """Count the run's turn from now."""
        self._began = self._clock()
        self._ends_with_epoch = False

    def renew(
        self, turn_seconds: float | None = None, *, ends_with_epoch: bool = False
    ) -> None:
        """Somebody is watching: go on for another `LEASE_SECONDS`.

        Args:
            turn_seconds: How long the turn is, because others wait; None where the run
                may train as long as it likes.
            ends_with_epoch: Whether its turn is over with this epoch at the latest.
        """
        self._ends_with_epoch = ends_with_epoch
        self._expires = self._clock() + LEASE_SECONDS
        self._turn_seconds = turn_seconds

    def is_turn_over(self, *, within_epoch: bool) -> bool:
        """Say whether the run must let others go first.

        Args:
            within_epoch: Whether its epoch is not over: it then has `EXTRA_SHARE` more.
        """
        if self._ends_with_epoch and not within_epoch:
            return True
        if self._turn_seconds is None:
            return False
        seconds = self._turn_seconds * (1 + EXTRA_SHARE * within_epoch)
        return self._clock() - self._began >= seconds

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
