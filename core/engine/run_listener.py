"""What can happen to a run, for those that subscribe to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.engine.run import Run
    from core.errors import TrazoError
    from core.runs.progress import Ending, Report, Trained


class RunListener:
    """Called by `RunQueue`; a listener overrides what concerns it.

    The run has recorded its end before any listener is called. Calls come from any
    thread; no listener hears twice that a run is over.
    """

    def on_queued(self, run: Run) -> None:
        """A run waits: its visitor asked, or its process or engine is gone."""

    def on_started(self, run: Run) -> None:
        """A worker sends a report, the first or another one."""

    def on_report(self, run: Run, report: Report) -> None:
        """A run has taken in a report."""

    def on_worker_lost(self, run: Run) -> None:
        """The worker of a run has died, and another one is given it."""

    def on_turn_over(self, run: Run) -> None:
        """A run lets others go first, and waits again."""

    def on_handed_over(self, run: Run) -> None:
        """Another process looks after a run from now on."""

    def on_finished(self, run: Run, trained: Trained) -> None:
        """A worker has returned a network."""

    def on_failed(self, run: Run, error: TrazoError) -> None:
        """A run has ended with an error."""

    def on_cancelled(self, run: Run, ending: Ending) -> None:
        """A run has ended before any worker began it."""
