"""What is to be stored: written in order, and tried again until the store has it."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING

from core.errors import (
    AttemptSuperseded,
    DiskFull,
    StoreBusy,
    StoreRefused,
    StoreUnavailable,
    WorkspaceDeleted,
)
from core.store.patience import PAGE_SECONDS, patience

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.lazy_store import LazyStore
    from core.store.store import Store

RETRY_SECONDS = 1.0
# A write that waits for so long is not saved, as far as a page is concerned.
LATE_SECONDS = 5.0
# For one statement of the thread that writes; no page waits for it.
WRITE_SECONDS = 10.0
# Nobody does so much during an outage: a bound on memory.
MOST_WRITES = 10_000

log = logging.getLogger(__name__)


class Write:
    """One change of the store.

    Args:
        visitor: Whose work it changes.
        work: Makes it; makes no difference if it was made before.
        kind: A later change of the same visitor and kind replaces this one if it was
            not made yet; empty if none does.
        at: When it was asked for, in seconds, monotonic.

    Attributes:
        done: Set once the store has it, or never will.
        is_stored: Whether the store has it.
        has_failed: Whether it was tried in vain.
    """

    def __init__(
        self, visitor: str, work: Callable[[Store], object], kind: str, at: float
    ) -> None:
        self.visitor, self.work, self.kind, self.at = visitor, work, kind, at
        self.done = threading.Event()
        self.is_stored = self.has_failed = False


class PendingWrites:
    """Writes on a thread of its own; safe to share between threads.

    Nothing that was accepted is lost while this process lives: an outage, a lock and a
    full disk only delay it.

    Args:
        store: Where to.
        clock: Returns the time in seconds, monotonic.
        retry_seconds: Between two attempts.
    """

    def __init__(
        self,
        store: LazyStore,
        clock: Callable[[], float] = time.monotonic,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._retry_seconds = retry_seconds
        # In the order in which they were asked for.
        self._writes: list[Write] = []
        self._current: Write | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._changed = threading.Condition()

    def put(
        self, visitor: str, work: Callable[[Store], object], kind: str = ""
    ) -> Write | None:
        """Accept a change, without waiting for it.

        Args:
            visitor: See `Write`.
            work: See `Write`.
            kind: See `Write`.

        Returns:
            The change; None if too many wait, and the caller must come again.
        """
        with self._changed:
            if kind:
                for write in self._writes:
                    if (write.visitor, write.kind) == (visitor, kind) and (
                        write is not self._current
                    ):
                        write.work = work
                        return write
            if len(self._writes) >= MOST_WRITES:
                return None
            write = Write(visitor, work, kind, self._clock())
            self._writes.append(write)
            self._start()
            self._changed.notify_all()
            return write

    def watch(self) -> None:
        """Look for the store until it is back, though there is nothing to write."""
        with self._changed:
            self._start()
            self._changed.notify_all()

    def has_any(self, visitor: str) -> bool:
        """Say whether something of a visitor is not stored yet."""
        with self._changed:
            return any(write.visitor == visitor for write in self._writes)

    def settle(self, visitor: str, seconds: float) -> bool:
        """Wait for what a visitor has changed, unless the store takes nothing now.

        Args:
            visitor: Whose work is to be read.
            seconds: How long; not at all if another write has waited for as long.

        Returns:
            Whether all of it is stored.
        """
        end = self._clock() - seconds
        with self._changed:
            stuck = any(write.has_failed or write.at < end for write in self._writes)
            return self._changed.wait_for(
                lambda: not self.has_any(visitor), 0.0 if stuck else seconds
            )

    @property
    def is_late(self) -> bool:
        """Whether something was tried in vain, or has waited for long."""
        end = self._clock() - LATE_SECONDS
        with self._changed:
            return any(write.has_failed or write.at < end for write in self._writes)

    def flush(self, seconds: float) -> bool:
        """Wait until all is stored, for so long at most; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._writes, seconds)

    def close(self, seconds: float = 0.0) -> None:
        """Stop after what can be stored within so many seconds."""
        if self._thread is not None and not self._store.is_away:
            self.flush(seconds)
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _start(self) -> None:
        if self._thread is None and not self._closed:
            # A daemon: a store that hangs must not keep the process.
            self._thread = threading.Thread(
                target=self._work, daemon=True, name="store-writes"
            )
            self._thread.start()

    def _work(self) -> None:
        with patience(WRITE_SECONDS):
            while self._wait():
                self._round()

    def _wait(self) -> bool:
        """Wait for something to do; return whether to go on."""
        with self._changed:
            while not self._closed:
                if self._store.is_away or any(w.has_failed for w in self._writes):
                    self._changed.wait(self._retry_seconds)
                    return not self._closed
                if self._writes:
                    return True
                self._changed.wait()
        return False

    def _round(self) -> None:
        """Make the changes in order, until one fails that must be tried again."""
        if self._store.is_away:
            with patience(PAGE_SECONDS):
                if not self._store.probe():
                    return
        while (write := self._next()) is not None:
            try:
                write.work(self._store.run(lambda store: store))
            except StoreRefused as error:
                log.error("the store refuses a change: %s", error)
                self._end(write)
            except (DiskFull, StoreUnavailable) as error:
                if not write.has_failed:
                    log.warning("a change is not stored yet: %s", error)
                write.has_failed = True
                self._leave()
                is_there = isinstance(error, DiskFull | StoreBusy)
                if not (is_there or self._store.is_away):
                    # Pages need not wait for what does not answer at all.
                    with patience(PAGE_SECONDS):
                        self._store.probe()
                return
            except AttemptSuperseded:
                # Another process looks after that run now.
                self._end(write)
            except WorkspaceDeleted:
                # Its tabs find out when they are drawn the next time.
                self._store.deleted.add(write.visitor)
                self._end(write)
            except Exception as error:  # noqa: BLE001  the others must be stored
                log.error("a change cannot be stored: %s", type(error).__name__)
                self._end(write)
            else:
                write.is_stored = True
                self._end(write)

    def _next(self) -> Write | None:
        with self._changed:
            self._current = (
                self._writes[0] if self._writes and not self._closed else None
            )
            return self._current

    def _leave(self) -> None:
        with self._changed:
            self._current = None

    def _end(self, write: Write) -> None:
        with self._changed:
            self._current = None
            with contextlib.suppress(ValueError):
                self._writes.remove(write)
            write.done.set()
            self._changed.notify_all()
