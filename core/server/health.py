"""Runs named health checks, each with a time limit."""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_all
from dataclasses import dataclass

WELL = "ok"
# A load balancer that asks every ten seconds gets its answer well before it asks again.
CHECK_SECONDS = 4.0
# Anybody may send requests, and a flood of them must not flood the database.
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class HealthCheck:
    """Result of one check.

    Attributes:
        said: ``ok``, or the name of the error's class without its text, which may
            contain an address or a path.
        value: Return value of the check; None if it failed.
    """

    said: str
    value: object = None


class Health:
    """Runs health checks on request.

    Each check has its own thread: one that hangs does not delay the others, and does
    not start again before it has returned.

    Args:
        checks: Checks by their names; a check raises an exception to fail.
        seconds: Time limit of each check, in seconds.
        fresh: Time for which results are cached, in seconds.
        clock: Returns the time in seconds, monotonic.
        wait: Waits until all futures are done, for at most a number of seconds.
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
        """Run all checks in parallel, unless results are cached; return the results."""
        with self._lock:
            if self._clock() - self._looked_at >= self._fresh:
                self._found = self._look()
                self._looked_at = self._clock()
            return self._found

    def _look(self) -> dict[str, HealthCheck]:
        futures = {
            name: self._threads[name].submit(check)
            for name, check in self._checks.items()
        }
        results: dict[str, HealthCheck] = {}
        self._wait(futures.values(), self._seconds)
        for name, future in futures.items():
            try:
                results[name] = HealthCheck(WELL, future.result(0))
            except Exception as error:  # noqa: BLE001  a check may raise any exception
                # A check that is queued behind a hanging one must not run later.
                future.cancel()
                results[name] = HealthCheck(type(error).__name__)
        return results
