"""A visitor's runs: asked for, and found again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import AlreadyTraining, WorkspaceDeleted
from core.runs.slow_motion import Command
from core.settings.run import RunSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.datasets import loader
    from core.engine.held_runs import HeldRuns
    from core.engine.remote_runs import RemoteRuns
    from core.engine.run_queue import RunQueue
    from core.engine.run_repository import RunRepository
    from core.runs.class_data import ClassData
    from core.runs.fine_tuning import FineTuning
    from core.runs.snapshots import TrackedDigit


class VisitorRuns:
    """Runs as their visitors see them; safe to share between threads.

    Args:
        queue: Has the runs that are not over.
        repository: What the store has of runs.
        remote_runs: Follows those of other web processes.
        held: Runs that visits hold.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        queue: RunQueue,
        repository: RunRepository,
        remote_runs: RemoteRuns,
        held: HeldRuns,
        clock: Callable[[], float],
    ) -> None:
        self.repository = repository
        self._queue = queue
        self._remote_runs = remote_runs
        self._held = held
        self._clock = clock

    def start(
        self,
        settings: RunSettings,
        source: loader.Source,
        visitor: str = "",
        *,
        pins: tuple[TrackedDigit, ...] = (),
        command: Command = Command.FULL_SPEED,
        address: str = "",
    ) -> Run:
        """Ask for a run; it begins when those before it are over.

        Args:
            settings: What the visitor chose.
            source: The data to learn from.
            visitor: Whose it is, to find it by after a reload.
            pins: Digits whose answers are followed.
            command: How fast it begins.
            address: The network address that the visitor comes from.

        Raises:
            AlreadyTraining: Another run of this visitor is not over.
            QueueFull: As many runs wait as can.
            AddressFull: As many runs of this address wait as can.
            WorkspaceFull: This visitor keeps as much as there is room for.
            StoreFull: All visitors together do.
        """
        spec = RunSpec.training(settings, source, visitor, pins)
        return self._submit(spec, address, command=command)

    def start_class(
        self,
        settings: RunSettings,
        source: loader.Source,
        visitor: str,
        class_data: ClassData,
        *,
        address: str = "",
    ) -> Run:
        """Ask for a run that learns the drawings of a class.

        Args:
            settings: Of the run.
            source: Where MNIST's images come from.
            visitor: Whose it is.
            class_data: The drawings.
            address: As in `start`.
        """
        spec = RunSpec.training(settings, source, visitor, class_data=class_data)
        return self._submit(spec, address)

    def resume(
        self, before: Run, more_epochs: int, visitor: str = "", *, address: str = ""
    ) -> Run:
        """Ask for a run that goes on where another one stood.

        Args:
            before: It has a network.
            more_epochs: How far; an epoch that was broken off counts as one.
            visitor: Whose it is.
            address: As in `start`.
        """
        goal = len(before.curves().epochs) + more_epochs
        spec = before.spec.continuation(goal, visitor)
        return self._submit(spec, address, before=before)

    def fine_tune(
        self,
        task: FineTuning,
        source: loader.Source,
        visitor: str,
        base: Run | None,
        *,
        address: str = "",
    ) -> Run:
        """Ask for a run that teaches a network somebody's hand.

        Args:
            task: The own drawings, and the network's file.
            source: Where MNIST's images come from.
            visitor: Whose it is.
            base: The run that left the network; None where it is the shipped one.
            address: As in `start`.
        """
        settings = RunSettings() if base is None else base.settings
        continues = None if base is None else base.id
        spec = RunSpec.for_fine_tuning(task, settings, source, visitor, continues)
        return self._submit(spec, address, before=base)

    def _submit(
        self,
        spec: RunSpec,
        address: str,
        before: Run | None = None,
        command: Command = Command.FULL_SPEED,
    ) -> Run:
        spec = replace(spec, address=address)
        run = Run(spec, self._clock, before=before, command=command)
        self.repository.ensure_room(run.visitor)
        going = [other for other in self._queue.runs() if not other.state.is_over]
        self.repository.space.ensure(
            sum(each.spec.expected_bytes for each in (*going, run))
        )
        self._queue.enqueue(run, len(self._remote_runs.others))
        # Before it is kept: else a page could find it in the store, and make another.
        self._held.add(run)
        own = self._held.of_visitor(run.visitor)
        over = [held.id for held in own if held.state.is_over]
        try:
            # Another web process may have one of the same visitor.
            self.repository.add_alone(run, over)
        except (AlreadyTraining, WorkspaceDeleted):
            self._queue.withdraw(run)
            self._held.discard(run)
            raise
        self._queue.submit(run)
        return run

    def runs_of(self, visitor: str) -> tuple[Run, ...]:
        """Return a visitor's runs, from the first: see `HeldRuns.read`."""
        return self._held.read(visitor)

    def held_runs(self, visitor: str) -> tuple[Run, ...]:
        """Return those that are known though the store is away, from the first."""
        return self._held.of_visitor(visitor)

    def runs_ahead(self, run: Run) -> tuple[Run, ...]:
        """Return the runs that must end before this one begins."""
        return self._queue.runs_ahead(run)

    def line_length(self) -> int:
        """Return how many runs go before one that is asked for now."""
        own = sum(not run.state.is_over for run in self._queue.runs())
        return own + len(self._remote_runs.others)

    def others_ahead(self, run: Run) -> int:
        """Return how many runs of other web processes were asked for before it."""
        return sum(place < run.place for place in self._remote_runs.others)
