"""A Dask client, and the engine's process behind it where that is ours."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from core.config import Places
from core.engine.engine_process import EngineProcess, Ready
from core.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Client, Future
    from distributed.security import Security

CONNECT_SECONDS = 20
# Of what a task may be given without a warning: a zip of a visitor's work.
LARGEST = "1GB"
# The client keeps what it has sent, for Dask's developers: by default a thousand
# messages of up to a megabyte, with the drawings of a class or a checkpoint.
MESSAGES_KEPT = 10


def scheduler() -> str | None:
    """Return the address of a scheduler that others use too, if we are to join one."""
    return Places.from_environment().scheduler


def keys(ready: Ready) -> Security | None:
    """Return the keys to an engine of our own; None where it is open."""
    from distributed.security import Security  # noqa: PLC0415  as slow as the client

    if not ready.key:
        return None
    return Security(
        require_encryption=True,
        tls_ca_file=ready.certificate,
        tls_client_cert=ready.certificate,
        tls_client_key=ready.key,
    )


class Connection:
    """A Dask client, and the engine's process where it is ours."""

    def __init__(
        self, topic: str, start: Callable[[], EngineProcess] = EngineProcess
    ) -> None:
        """Start an engine, or join the cluster of TRAZO_SCHEDULER.

        Args:
            topic: Of the events of workers, the same for all connections.
            start: Starts an engine of our own.

        Raises:
            EngineUnavailable: Neither can be done.
        """
        # Half a second to import: no page should wait for it.
        import dask  # noqa: PLC0415  as said above
        from distributed import Client  # noqa: PLC0415  as said above

        dask.config.set(
            {
                # A network of 10 MB is no mistake.
                "distributed.admin.large-graph-warning-threshold": LARGEST,
                "distributed.admin.low-level-log-length": MESSAGES_KEPT,
            }
        )
        address = scheduler()
        self._process = None if address else start()
        if self._process is not None:
            address = self._process.address
        try:
            self.client: Client = Client(
                address,
                set_as_default=False,
                timeout=CONNECT_SECONDS,
                security=None if self._process is None else keys(self._process.ready),
            )
        except (OSError, ValueError) as error:
            self.close()
            raise EngineUnavailable(str(error)) from error
        self.topic = f"{topic}-{self.client.id}"

    @property
    def alive(self) -> bool:
        """Whether the scheduler can still be reached."""
        if self._process is not None and not self._process.alive:
            return False
        return bool(self.client.status == "running")

    def workers(self, timeout: float) -> int:
        """Ask the scheduler how many workers it has.

        Args:
            timeout: Seconds to wait for its answer.

        Raises:
            EngineUnavailable: There is none.
        """
        try:
            told = self.client.sync(
                self.client.scheduler.identity, n_workers=0, callback_timeout=timeout
            )
        except (OSError, TimeoutError) as error:
            raise EngineUnavailable(str(error)) from error
        return int(told["n_workers"])

    def submit(
        self, key: str, function: Callable[..., Any], *args: object, priority: float
    ) -> Future[Any]:
        """Have something done by the next worker that is free.

        Dask deals tasks out to workers at once, busy ones too: a run could wait behind
        a long one while those asked for after it went before. Only what it takes for a
        producer of data waits at the scheduler until a worker has nothing to do. Of
        those with the same priority a task whose worker has died goes last.

        Args:
            key: Names the task; unique.
            function: Of `core.engine.worker_tasks`.
            *args: What it is given.
            priority: What has more goes before; no two should have the same.
        """
        from dask.task_spec import Task  # noqa: PLC0415  as slow as the client

        task = Task(key, function, *args, _data_producer=True)
        return self.client.get({key: task}, key, sync=False, priority=priority)

    def close(self) -> None:
        """Let go of it, and end the process that is ours."""
        if hasattr(self, "client"):
            with contextlib.suppress(Exception):
                self.client.close(timeout=2)
        if self._process is not None:
            self._process.end()
