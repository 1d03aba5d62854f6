"""How many workers there are: asked of the scheduler itself, which may not answer."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from core.engine.dask_connection import scheduler
from core.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from core.engine.dask_connection import Connection

# Between two signs of life of the runs, which must not wait for long.
LOOK_SECONDS = 2


class Reach:
    """Asks the scheduler for its workers, and never waits longer than the timeout.

    Args:
        current: Returns the connection that there is, alive or not.
        connect: Returns a live one; called by `commands` alone.
        commands: Runs one thing after another.

    Attributes:
        seen: How many workers there were when the scheduler last said so.
    """

    def __init__(
        self,
        current: Callable[[], Connection | None],
        connect: Callable[[], Connection],
        commands: Executor,
    ) -> None:
        self.seen = 0
        self._current = current
        self._connect = connect
        self._commands = commands
        self._connecting: Future[Connection] | None = None
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Bring `seen` up to date; where nobody answers, it stays."""
        connection = self._current()
        if connection is not None and connection.alive:
            with contextlib.suppress(EngineUnavailable):
                self.seen = connection.workers(LOOK_SECONDS)

    def count_workers(self, timeout: float) -> int:
        """Return how many workers there are now.

        An engine of our own starts with the first run: until then there is none, and
        that is well. One that was lost is started again.

        Args:
            timeout: Seconds to wait for the engine, and again for its answer.

        Raises:
            EngineUnavailable: It cannot be reached.
        """
        connection = self._current()
        if connection is None and scheduler() is None:
            return 0
        if connection is None or not connection.alive:
            connection = self._connected(timeout)
        return connection.workers(timeout)

    def _connected(self, timeout: float) -> Connection:
        with self._lock:
            # A visitor who asks again and again must not fill the queue of commands.
            if self._connecting is None or self._connecting.done():
                self._connecting = self._commands.submit(self._connect)
            connecting = self._connecting
        try:
            return connecting.result(timeout)
        except TimeoutError:
            raise EngineUnavailable("not reached yet") from None
