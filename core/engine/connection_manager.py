"""The web process's one connection to the engine, opened again after a loss."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Any

from core.engine import worker_tasks
from core.engine.dask_connection import CONNECT_SECONDS, Connection
from core.engine.engine_process import EngineProcess
from core.engine.reach import Reach
from core.errors import TrazoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from distributed import Future

    from core.engine.run_metrics import RunMetrics

TOPIC = "trazo-reports"
WAKE_AGAIN_SECONDS = 60


class ConnectionManager:
    """The connection that there is, if any; safe to share between threads.

    Args:
        commands: Runs one thing after another; alone calls `connect`.
        metrics: Counts starts and losses of the engine.
        on_event: Takes each event of a worker; called from Dask's own loop.
        start: Starts an engine of our own.

    Attributes:
        reach: How many workers there are.
    """

    def __init__(
        self,
        commands: Executor,
        metrics: RunMetrics,
        on_event: Callable[[tuple[float, object]], None],
        start: Callable[[], EngineProcess] = EngineProcess,
    ) -> None:
        self._commands = commands
        self._metrics = metrics
        self._on_event = on_event
        self._start = start
        self._connection: Connection | None = None
        self.reach = Reach(lambda: self._connection, self.connect, commands)
        self._woken_at = float("-inf")
        self._waking: list[Future[None]] = []
        self._lock = threading.Lock()

    @property
    def current(self) -> Connection | None:
        """The last connection, alive or not; None before the first."""
        return self._connection

    def connect(self) -> Connection:
        """Return a live connection.

        Raises:
            EngineUnavailable: There is none to be had.
        """
        if self._connection is not None and self._connection.alive:
            return self._connection
        if self._connection is not None:
            self._metrics.on_engine_lost()
            self._connection.close()
        connection = Connection(TOPIC, self._start)
        connection.client.subscribe_topic(connection.topic, self._on_event)
        self._connection = connection
        self._metrics.on_engine_started()
        return connection

    def wake(self) -> None:
        """Have the workers load TensorFlow, unless they were woken of late."""
        now = time.monotonic()
        with self._lock:
            # Every rerun of a page asks.
            if now - self._woken_at < WAKE_AGAIN_SECONDS:
                return
            self._woken_at = now
        self._commands.submit(self._wake)

    def send(self, task: Any, *args: object) -> None:
        """Run a short task on every worker at once, next to what it is doing.

        Where there is no connection, or nobody answers, nothing happens.
        """
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.client.run(task, *args, on_error="ignore")

    def close(self) -> None:
        """Let go of the engine; one of our own ends."""
        if self._connection is not None:
            self._connection.close()

    def _wake(self) -> None:
        with contextlib.suppress(TrazoError):
            connection = self.connect()
            # One of our own has not come yet.
            workers = connection.workers(CONNECT_SECONDS) or 1
            # Held, since Dask drops a task that nobody waits for; then released, since
            # a worker that keeps somebody's result is never let go. Dask gives each to
            # another worker, as long as there is one with nothing to do.
            self._waking = [
                connection.client.submit(worker_tasks.wake, pure=False)
                for _ in range(workers)
            ]
            for waking in self._waking:
                waking.add_done_callback(lambda done: done.release())
