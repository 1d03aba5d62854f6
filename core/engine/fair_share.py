"""How runs share the workers: turns and slow motion have limits while others wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.runs.progress import Stage
from core.runs.slow_motion import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.engine.connection_manager import ConnectionManager
    from core.engine.job_line import JobLine
    from core.engine.remote_runs import RemoteRuns
    from core.engine.run import Run
    from core.engine.run_queue import RunQueue

# One visitor who reads in slow motion must not hold up a class for longer.
SLOW_SECONDS = 120
# How long a run trains, each time it has the worker, before a short job goes first. To
# go on after it took 3 to 5 seconds where a dozen processes shared two cores.
JOB_TURN_SECONDS = 15.0
# A run that still takes longer gives way to those that take no longer.
LONG_SECONDS = 60.0


@dataclass(frozen=True, eq=False)
class FairShare:
    """Tells the runs of this process how long they may hold a worker.

    Attributes:
        link: To the engine; knows how many workers there are.
        queue: The runs of this process.
        jobs: Its short jobs, which wait for a worker too.
        remote_runs: Knows the runs of other processes.
        turn_seconds: How long a run trains while others wait.
        seconds_left: Returns about how long a run still trains; None where nobody can
            tell.
    """

    link: ConnectionManager
    queue: RunQueue
    jobs: JobLine
    remote_runs: RemoteRuns
    turn_seconds: float
    seconds_left: Callable[[Run], float | None]

    def limit_slow_motion(self, runs: Iterable[Run]) -> None:
        """Have runs go on at full speed that were slow for long while others waited."""
        going = [run for run in runs if not run.state.is_over]
        others_wait = self._waiting(going) > 0
        for run in going:
            run.turns.measure_slow_motion(counts=run.slow and others_wait)
            if not others_wait:
                run.hurried = False
            elif run.turns.slow_seconds > SLOW_SECONDS and not run.hurried:
                slow = run.slow
                run.force_full_speed()
                if slow:
                    self.queue.set_speed(run, Command.FULL_SPEED)

    def turns(
        self, runs: Sequence[Run], watched: Iterable[str]
    ) -> dict[str, float | None]:
        """Return how long each turn is, None where it has no end.

        As many turns end as others wait, the longest first: a cluster of ten workers
        must not interrupt ten runs for one. One that ends for a short job ends early,
        and goes on after it.

        Args:
            runs: Those of this process.
            watched: Ids of the runs that are asked about.
        """
        training = [run for run in runs if run.state.stage is not Stage.WAITING]
        training.sort(key=lambda run: run.turns.seconds, reverse=True)
        jobs = self.jobs.count_waiting()
        ending: dict[str, float] = {}
        for number, run in enumerate(training[: self._waiting(runs)]):
            # As the worker counts, which knows nothing of the time before a job.
            ending[run.id] = self.turn_seconds - run.turns.seconds_before
            if number < jobs:
                run.turns.whole_seconds = self.turn_seconds
                ending[run.id] = min(ending[run.id], JOB_TURN_SECONDS)
        return {run_id: ending.get(run_id) for run_id in watched}

    def giving_way(self, runs: Iterable[Run]) -> frozenset[str]:
        """Return the ids of the long runs whose turn ends with their epoch.

        As many as short ones have no worker, the longest first. They go to the end of
        the line: short ones that come after that wait for them.

        Args:
            runs: Those of this process.
        """
        chosen = self._chosen(runs)
        for run in chosen:
            # It gives up its place, even where a job waits too.
            run.turns.whole_seconds = 0.0
        return frozenset(run.id for run in chosen)

    def pause_seconds(self, run: Run, runs: Iterable[Run]) -> float:
        """Return about how long a run that trains is going to wait for short ones.

        Args:
            run: It may be one that does not give way: 0 then.
            runs: Those of this process.
        """
        going = [other for other in runs if not other.state.is_over]
        chosen = self._chosen(going)
        return sum(self._short(going)) / len(chosen) if run in chosen else 0.0

    def _chosen(self, runs: Iterable[Run]) -> list[Run]:
        """Return the long runs that give way."""
        going = [run for run in runs if not run.state.is_over]
        short = len(self._short(going))
        long = [(seconds, run) for run in going if (seconds := self._long_seconds(run))]
        long.sort(key=lambda each: each[0], reverse=True)
        return [run for _, run in long[: min(short, self._waiting(going))]]

    def _short(self, going: Iterable[Run]) -> list[float]:
        """Return the seconds of the short runs that wait."""
        waiting = [run for run in going if run.state.stage is Stage.WAITING]
        told = [seconds for run in waiting if (seconds := self.seconds_left(run))]
        return [seconds for seconds in told if seconds <= LONG_SECONDS]

    def _long_seconds(self, run: Run) -> float | None:
        """Return what a long run that trains still needs; None for any other one."""
        if run.state.is_over or run.state.stage is Stage.WAITING:
            return None
        if run.fine_tuning is not None:
            # It has no turns that could end.
            return None
        seconds = self.seconds_left(run)
        return seconds if seconds is not None and seconds > LONG_SECONDS else None

    def _waiting(self, runs: Iterable[Run]) -> int:
        """Return how many runs and jobs have no worker, of whichever process."""
        own = [run for run in runs if not run.state.is_over]
        total = len(own) + len(self.remote_runs.others) + self.jobs.count()
        return max(total - max(self.link.reach.seen, 1), 0)
