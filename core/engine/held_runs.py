"""The runs that visits of this web process hold: what nobody holds is let go of."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from weakref import WeakSet

from core.runs.records import GOING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.engine.remote_runs import RemoteRuns
    from core.engine.run import Run
    from core.engine.run_repository import RunRepository
    from core.runs.records import SavedRun


class HeldRuns:
    """Runs that are in use; safe to share between threads.

    Args:
        repository: Has those that nobody holds yet.
        remote_runs: Follows those that go on in other web processes.
    """

    def __init__(self, repository: RunRepository, remote_runs: RemoteRuns) -> None:
        self._repository = repository
        self._remote_runs = remote_runs
        self._runs: WeakSet[Run] = WeakSet()
        self._lock = threading.Lock()

    def add(self, run: Run) -> None:
        """Add a run, for as long as a visit holds it."""
        with self._lock:
            self._runs.add(run)

    def discard(self, run: Run) -> None:
        """Leave a run out, though a visit may still hold it."""
        with self._lock:
            self._runs.discard(run)

    def of_visitor(self, visitor: str) -> tuple[Run, ...]:
        """Return the runs of a visitor that are held, from the first."""
        with self._lock:
            own = [run for run in self._runs if run.visitor == visitor]
        return _in_order(own)

    def find(self, run_id: str) -> Run | None:
        """Return a run that is held; None where nobody holds it."""
        with self._lock:
            return next((run for run in self._runs if run.id == run_id), None)

    def read(self, visitor: str) -> tuple[Run, ...]:
        """Return all runs of a visitor, from the first: those held, and those stored.

        A run that went on in a process that is no more goes on from here.

        Raises:
            StoreUnavailable: Nobody can tell now which are stored.
            DiskFull: As above.
        """
        own = {run.id: run for run in self.of_visitor(visitor)}
        for saved in self._repository.read_runs(visitor):
            if saved.id not in own:
                own[saved.id] = self.take_up(saved)
        return _in_order(own.values())

    def ids(self) -> list[str]:
        """Return the ids of all."""
        with self._lock:
            return [run.id for run in self._runs]

    def take_up(self, saved: SavedRun) -> Run:
        """Return a stored run, held from now on, and followed while it goes on.

        Raises:
            StoreUnavailable: Its curves cannot be read now.
            DiskFull: As above.
        """
        run = self._repository.build_run(saved)
        self.add(run)
        if saved.stage == GOING:
            self._remote_runs.add(run)
        return run


def _in_order(runs: Iterable[Run]) -> tuple[Run, ...]:
    return tuple(sorted(runs, key=lambda run: run.made_at))
