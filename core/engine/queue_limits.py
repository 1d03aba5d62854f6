"""The line of runs: its order, and how long it may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.config import Config
from core.engine.run import Run
from core.errors import AddressFull, AlreadyTraining, QueueFull
from core.runs.progress import Stage


def ahead(run: Run, runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that must end, or let others go first, before this one begins."""
    return tuple(
        other
        for other in runs
        if not other.state.is_over
        and other is not run
        # One that was adopted has its place from before.
        and (other.state.stage is not Stage.WAITING or other.place < run.place)
    )


def priority(run: Run) -> float:
    """Return a run's priority at the scheduler, whichever process asks for it.

    One that begins again keeps its place. One that is to end needs a moment, and its
    visitor waits for it.
    """
    return 0.0 if run.state.stopping else -run.place


def refuse_if_full(
    visitor: str,
    runs: Iterable[Run],
    others: int = 0,
    limit: int = Config.queue_limit,
) -> None:
    """Make sure that a visitor may ask for one more run.

    Args:
        visitor: Who asks.
        runs: Those that go on or wait.
        others: How many more do so in other web processes.
        limit: As many as that may go on or wait.

    Raises:
        AlreadyTraining: One of them is that visitor's.
        QueueFull: They are as many as can wait.
    """
    going = [run for run in runs if not run.state.is_over]
    if visitor and any(run.visitor == visitor for run in going):
        raise AlreadyTraining
    if len(going) + others >= limit:
        raise QueueFull(len(going) + others)


def refuse_address(address: str, runs: Iterable[Run], limit: int | None) -> None:
    """Make sure that one more run may be asked for from a network address.

    Args:
        address: Which; empty where it is not known.
        runs: Those that go on or wait.
        limit: As many as that of one address may go on or wait; None for any number.

    Raises:
        AddressFull: They are as many as can wait.
    """
    if limit is None or not address:
        return
    count = sum(run.spec.address == address and not run.state.is_over for run in runs)
    if count >= limit:
        raise AddressFull(count)


@dataclass(frozen=True)
class QueueLimits:
    """How long the line of runs may be.

    Attributes:
        runs: How many runs may wait or go on at once.
        of_one_address: How many of one network address; None for any number.
    """

    runs: int = Config.queue_limit
    of_one_address: int | None = None

    def ensure_room(self, run: Run, others: Iterable[Run], remote: int) -> None:
        """Make sure that a run may wait.

        Args:
            run: It is asked for.
            others: The runs of this web process that go on or wait.
            remote: How many more do so in other web processes.

        Raises:
            AlreadyTraining: One of them is the same visitor's.
            QueueFull: They are as many as can wait.
            AddressFull: As many of them come from the same address as can wait.
        """
        going = list(others)
        refuse_if_full(run.visitor, going, remote, self.runs)
        refuse_address(run.spec.address, going, self.of_one_address)
