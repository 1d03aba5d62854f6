"""The store as the engine reaches it: opened at first use; an outage ends nothing."""

from __future__ import annotations

import functools
import logging
import threading
import time
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from core.engine.deleted_workspaces import DeletedWorkspaces
from core.errors import DiskFull, StoreBusy, StoreRefused, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.store.store import Store

# After a failure, one thread tries again; the thread that writes does so sooner.
AWAY_SECONDS = 5.0

log = logging.getLogger(__name__)

Owner = TypeVar("Owner", bound="HasStore")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Default = TypeVar("Default")


class LazyStore:
    """Opens the store when it is first needed; safe to share between threads.

    It is a circuit breaker: once the store has failed to answer, nobody waits for it
    until one thread has found that it answers again.

    Args:
        open_store: Opens it; may take seconds, and raise.
        clock: Returns the time in seconds, monotonic.

    Attributes:
        on_away: Called when the store has ceased to answer.
        deleted: The workspaces that it is known to have deleted.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_store = open_store
        self._clock = clock
        self.on_away: Callable[[], None] = lambda: None
        self.deleted = DeletedWorkspaces()
        self._store: Store | None = None
        # When one thread may try again; None while the store answers.
        self._retry_at: float | None = None
        self._failures = 0
        # Of any kind: also when it was locked, or full.
        self._failed_at: float | None = None
        self._thread = threading.local()
        self._opening = threading.Lock()
        self._lock = threading.Lock()

    def open(self) -> Store:
        """Return the store, opened, for a caller within `run`."""
        return self._opened()

    def run(self, work: Callable[[Store], Result]) -> Result:
        """Do something with the store, and note whether it answers.

        Raises:
            StoreUnavailable: It does not, or did not a moment ago.
            DiskFull: It has no room.
        """
        if self.is_running:
            return work(self._opened())
        if not self._admits():
            raise StoreUnavailable("it was away a moment ago")
        return self._noted(lambda: work(self._opened()))

    @property
    def is_running(self) -> bool:
        """Whether this thread is in the middle of `run`."""
        return getattr(self._thread, "is_running", False)

    def probe(self) -> bool:
        """Ask the store whether it answers, even if it did not a moment ago.

        Returns:
            Whether it does. Pages that ask meanwhile do not wait.
        """
        try:
            self._noted(lambda: self._opened().ping())
        except (DiskFull, StoreUnavailable):
            return False
        return True

    @property
    def is_away(self) -> bool:
        """Whether it has failed to answer, and has not answered since."""
        return self._retry_at is not None

    @property
    def is_untried(self) -> bool:
        """Whether it has neither answered yet nor failed to."""
        return self._store is None and self._failed_at is None

    def has_failed_within(self, seconds: float) -> bool:
        """Say whether it was away, locked or full in the last so many seconds."""
        failed_at = self._failed_at
        return failed_at is not None and self._clock() - failed_at < seconds

    def close(self) -> None:
        """Let go of it."""
        if self._store is not None:
            self._store.close()

    def _admits(self) -> bool:
        """Return whether the caller may ask; of several, one may after a failure."""
        with self._lock:
            if self._retry_at is None:
                return True
            if self._clock() < self._retry_at:
                return False
            self._retry_at = self._clock() + AWAY_SECONDS
            return True

    def _opened(self) -> Store:
        if self._store is not None:
            return self._store
        failures = self._failures
        # All wait for the first who opens it: then a page finds what there is.
        with self._opening:
            if self._store is None:
                if self._failures != failures:
                    raise StoreUnavailable("it was away a moment ago")
                self._store = self._open_store()
            return self._store

    def _noted(self, work: Callable[[], Result]) -> Result:
        self._thread.is_running = True
        failure: StoreUnavailable | None = None
        try:
            return work()
        except StoreRefused:
            # It is there.
            raise
        except (DiskFull, StoreBusy):
            self._failed_at = self._clock()
            raise
        except StoreUnavailable as error:
            self._failed_at = self._clock()
            failure = error
            raise
        finally:
            self._thread.is_running = False
            self._note(failure)

    def _note(self, error: StoreUnavailable | None) -> None:
        with self._lock:
            was_away = self._retry_at is not None
            self._failures += error is not None
            self._retry_at = None if error is None else self._clock() + AWAY_SECONDS
        if error is not None and not was_away:
            log.warning("the store cannot be reached: %s", error)
            self.on_away()
        elif error is None and was_away:
            log.warning("the store is back")


class HasStore(Protocol):
    """What `tolerates_outage` decorates a method of."""

    @property
    def store(self) -> LazyStore:
        """The store that the method may find unreachable."""


def tolerates_outage(
    default: Default,
) -> Callable[
    [Callable[Concatenate[Owner, Arguments], Result]],
    Callable[Concatenate[Owner, Arguments], Result | Default],
]:
    """Have a method return a default where the store is unreachable or full.

    Args:
        default: What the method returns then; nothing that its caller could change.
    """

    def decorate(
        method: Callable[Concatenate[Owner, Arguments], Result],
    ) -> Callable[Concatenate[Owner, Arguments], Result | Default]:
        @functools.wraps(method)
        def tolerant(
            self: Owner, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> Result | Default:
            if self.store.is_running:
                # The method around this one has a default of its own.
                return method(self, *args, **kwargs)
            try:
                return self.store.run(lambda _: method(self, *args, **kwargs))
            except (DiskFull, StoreUnavailable):
                return default

        return tolerant

    return decorate
