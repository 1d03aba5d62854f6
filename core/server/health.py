"""Whether Trazo can do its work: named checks, each with a time limit."""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_all
from dataclasses import dataclass

WELL = "ok"
# A balancer that asks every ten seconds has its answer well before it asks again.
CHECK_SECONDS = 4.0
# Anybody may ask: a flood of questions must not become one of writes to the database.
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class HealthCheck:
    """What one check came to.

    Attributes:
        said: ``ok``, or the class of the error alone: its text may hold an address or
            a path.
        value: What the check returned; None where it failed.
    """

    said: str
    value: object = None


class Health:
    """Checks that are made whenever somebody asks.

    Each has a thread of its own: one that hangs keeps no other from its answer, and is
    not begun again before it has come back.

    Args:
        checks: By name; what is not well raises.
        seconds: How long each may take.
        fresh: How long an answer is good for, in seconds.
        clock: Seconds, monotonic.
        wait: Waits until all are back, or for so many seconds.
    """

    def __init__(
        self,
        checks: Mapping[str, Callable[[], object]],
        seconds: float = CHECK_SECONDS,
        fresh: float = FRESH_SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[Collection[Future[object]], float], object] = wait_for_all,
    ) -> None:
        self._checks = dict(checks)
        self._seconds = seconds
        self._fresh = fresh
        self._clock = clock
        self._wait = wait
        self._found: dict[str, HealthCheck] = {}
        self._looked_at = float("-inf")
        self._lock = threading.Lock()
        self._threads = {
            name: ThreadPoolExecutor(1, f"health-{name}") for name in self._checks
        }

    def look(self) -> dict[str, HealthCheck]:
        """Make the checks, all at once; return what each came to."""
        with self._lock:
            if self._clock() - self._looked_at >= self._fresh:
                self._found = self._look()
                self._looked_at = self._clock()
            return self._found

    def _look(self) -> dict[str, HealthCheck]:
        asked = {
            name: self._threads[name].submit(check)
            for name, check in self._checks.items()
        }
        found: dict[str, HealthCheck] = {}
        self._wait(asked.values(), self._seconds)
        for name, future in asked.items():
            try:
                found[name] = HealthCheck(WELL, future.result(0))
            except Exception as error:  # noqa: BLE001  whatever a check raises
                # One that waits behind a hanging one must not be made later.
                future.cancel()
                found[name] = HealthCheck(type(error).__name__)
        return found
