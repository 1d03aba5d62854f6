"""Short work for a worker, which a page waits for: an import, an embedding."""

from __future__ import annotations

import threading
import uuid
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from core.engine.dask_connection import Connection
    from core.errors import TrazoError


class JobStage(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class BackgroundJob:
    """Work that was asked for; changed by the engine's threads, read by pages.

    Args:
        visitors: Who asks for it.

    Attributes:
        name: What an operator's log calls it.
        one_at_a_time: Whether no other job of its kind is done next to it.
        is_served: Whether its worker is to be given something while it does this.
        id: Names its task; unguessable.
        visitors: Who waits for it. It is dropped once nobody does.
        error: What went wrong, where it failed.
    """

    name: ClassVar[str]
    one_at_a_time: ClassVar[bool] = False
    is_served = False

    def __init__(self, *visitors: str) -> None:
        self.id = uuid.uuid4().hex
        self.visitors = set(visitors)
        self.error: TrazoError | None = None
        self._stage = JobStage.WAITING
        self._is_answered = False
        self._is_ending = False
        self._lock = threading.Lock()

    @property
    def stage(self) -> JobStage:
        """What is done of it."""
        return self._stage

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self._stage in (JobStage.DONE, JobStage.FAILED)

    @property
    def is_ending(self) -> bool:
        """Whether it takes nothing more: it is over, or is just letting go."""
        return self._is_ending

    def build_task(self) -> tuple[Any, ...]:
        """Return the function that does it on a worker, and what it is given.

        Raises:
            TrazoError: There is nothing to do it with.
        """
        raise NotImplementedError

    def serve(self, connection: Connection, worker: str) -> None:
        """Give the worker what it asks for while it does this.

        Called once, on a thread of its own, when the worker has started. Any exception
        ends the job.

        Args:
            connection: The task's.
            worker: Address of the worker.
        """

    def on_result(self, result: Any) -> None:
        """Keep what came of it.

        Raises:
            TrazoError: It cannot be kept.
        """
        raise NotImplementedError

    def mark_started(self) -> bool:
        """Record that a worker has started; return whether it is the first to do so."""
        with self._lock:
            first = self._stage is JobStage.WAITING
            if first:
                self._stage = JobStage.WORKING
            return first

    def mark_answered(self) -> bool:
        """Record that a worker has answered; return whether it is not too late.

        From now on only `mark_finished` ends it: what it brings is being stored.
        """
        with self._lock:
            self._is_answered = not self._is_ending
            return self._is_answered

    def give_up(self, error: TrazoError) -> bool:
        """End it, unless a worker has answered; return whether this has ended it."""
        return self._end(error, unless_answered=True)

    def mark_finished(self, error: TrazoError | None) -> bool:
        """Record that it is over; return whether it was not over before."""
        return self._end(error)

    def on_over(self) -> None:
        """Let go of what it needed; called once, just before it is over."""

    def _end(self, error: TrazoError | None, *, unless_answered: bool = False) -> bool:
        with self._lock:
            if self._is_ending or (unless_answered and self._is_answered):
                return False
            self._is_ending = True
        try:
            self.on_over()
        finally:
            with self._lock:
                self.error = error
                self._stage = JobStage.DONE if error is None else JobStage.FAILED
        return True
