"""The runs that visits of this web process hold: what nobody holds is let go of."""

import threading
from weakref import WeakSet

from core.engine.run import Run


class HeldRuns:
    """Runs that are in use; safe to share between threads."""

    def __init__(self) -> None:
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

    def of_visitor(self, visitor: str) -> dict[str, Run]:
        """Return the runs of a visitor by their ids."""
        with self._lock:
            return {run.id: run for run in self._runs if run.visitor == visitor}

    def ids(self) -> list[str]:
        """Return the ids of all."""
        with self._lock:
            return [run.id for run in self._runs]
