"""Runs that another web process looks after, or none any more."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from weakref import WeakSet

from core.engine import dask_connection
from core.engine.run_listener import RunListener
from core.errors import AttemptSuperseded
from core.runs.records import GOING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.engine.run import Run
    from core.engine.run_repository import RunRepository


class RemoteRuns(RunListener):
    """Follows in the store what goes on in other processes; safe to share.

    Args:
        repository: What the store has of them.

    Attributes:
        others: The places in the line of the runs of other web processes that share
            our scheduler, in seconds since 1970.
    """

    def __init__(self, repository: RunRepository) -> None:
        self._repository = repository
        self.others: tuple[float, ...] = ()
        # Kept by the visits that hold them.
        self._runs: WeakSet[Run] = WeakSet()
        self._lock = threading.Lock()

    def __contains__(self, run: Run) -> bool:
        """Say whether another process looks after a run."""
        with self._lock:
            return run in self._runs

    def add(self, run: Run) -> None:
        """Leave a run to the process that looks after it."""
        with self._lock:
            self._runs.add(run)

    def on_handed_over(self, run: Run) -> None:
        """Follow a run that another process has started meanwhile."""
        self.add(run)

    def poll(self) -> list[Run]:
        """Bring the runs up to date.

        Returns:
            Those that nobody has looked after for a while, and that are this
            process's from now on.
        """
        with self._lock:
            runs = list(self._runs)
        ours = []
        for run in runs:
            saved = self._repository.fetch_run(run.visitor, run.id)
            if saved is None:
                if self._repository.is_deleted(run):
                    # Deleted from another device.
                    run.fail(AttemptSuperseded(run.id))
                    self._discard(run)
                continue
            if not self._repository.update_run(run, saved):
                continue
            if saved.stage != GOING:
                self._discard(run)
            elif self._repository.claim(run):
                self._discard(run)
                ours.append(run)
        return ours

    def count_others(self, own: Iterable[str]) -> None:
        """Look up the runs that wait or go on in other processes.

        Args:
            own: Ids of the runs of this one.
        """
        # On an engine of our own, nobody else's run goes before ours.
        if dask_connection.scheduler() is not None:
            ours = set(own)
            active = self._repository.list_active()
            self.others = tuple(at for run_id, at in active if run_id not in ours)

    def watching_visitors(self, seconds: float) -> list[str]:
        """Return who has watched one of the runs here for the last so many seconds."""
        with self._lock:
            return [
                run.visitor for run in self._runs if run.unwatched_seconds < seconds
            ]

    def _discard(self, run: Run) -> None:
        with self._lock:
            self._runs.discard(run)
