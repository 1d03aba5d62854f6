"""The store as the engine reaches it: opened at first use; an outage ends nothing."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from core.errors import DiskFull, StoreUnavailable
from core.store.store import Store

# After a failed attempt to open it.
AWAY_SECONDS = 30

log = logging.getLogger(__name__)


class LazyStore:
    """Opens the store when it is first needed; safe to share between threads.

    Args:
        open_store: Opens it; may take seconds, and raise.
    """

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._store: Store | None = None
        self._away_until = float("-inf")
        self._lock = threading.Lock()

    def open(self) -> Store:
        """Return the store, opened.

        Raises:
            StoreUnavailable: It cannot be reached, or could not a moment ago.
            DiskFull: It has no room.
        """
        with self._lock:
            if self._store is None:
                if self._is_away():
                    raise StoreUnavailable("it was away a moment ago")
                self._away_until = time.monotonic() + AWAY_SECONDS
                self._store = self._open_store()
            return self._store

    @property
    def is_away(self) -> bool:
        """Whether opening it has just failed: no page waits for that again."""
        # Not while another thread opens it for the first time.
        with self._lock:
            return self._is_away()

    def close(self) -> None:
        """Let go of it."""
        if self._store is not None:
            self._store.close()

    def _is_away(self) -> bool:
        return self._store is None and time.monotonic() < self._away_until


class HasStore(Protocol):
    """What `tolerates_outage` decorates a method of."""

    @property
    def store(self) -> LazyStore:
        """The store that the method may find unreachable."""


Owner = TypeVar("Owner", bound=HasStore)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Default = TypeVar("Default")


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
            if self.store.is_away:
                return default
            try:
                return method(self, *args, **kwargs)
            except (DiskFull, StoreUnavailable) as error:
                log.warning("the store cannot be reached: %s", error)
                return default

        return tolerant

    return decorate
