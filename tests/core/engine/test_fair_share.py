"""A class shares the workers: nobody waits for longer than a turn of each before."""

import itertools
import math
import random
from types import SimpleNamespace
from typing import Any

import pytest

from core.datasets import loader
from core.engine import queue_limits
from core.engine.fair_share import (
    JOB_TURN_SECONDS,
    LONG_SECONDS,
    SLOW_SECONDS,
    FairShare,
)
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.progress import Ending, Report, Stage
from core.runs.slow_motion import Command
from core.settings.run import RunSettings
from core.training.lease import EXTRA_SHARE, Lease
from tests.support.clock import Clock

CLASS = 30
TURN_SECONDS = 300.0
TICK_SECONDS = 10.0
LONGEST_SECONDS = 2 * 3600.0


class ClassSimulation:
    """Runs of a class on simulated workers, with the real rules and a fake clock.

    Args:
        chance: Decides when each pupil comes, and for how long each run trains.
        workers: How many runs train at once.
    """

    def __init__(self, chance, workers):
        self.clock = Clock(1000.0)
        self.workers = workers
        self.chance = chance
        self.seconds_left = {}
        self.leases = {}
        self.waits = []
        self.queued = {}
        self.sent: list[Command] = []
        self.runs = []
        # How many seconds each job still needs; the first ones have a worker.
        self.jobs: list[float] = []
        self.jobs_at_work = 0
        link: Any = SimpleNamespace(reach=SimpleNamespace(seen=workers))
        queue: Any = SimpleNamespace(
            set_speed=lambda run, command: self.sent.append(command)
        )
        jobs: Any = SimpleNamespace(
            count=lambda: len(self.jobs),
            count_waiting=lambda: len(self.jobs) - self.jobs_at_work,
        )
        remote_runs: Any = SimpleNamespace(others=())
        self.share = FairShare(
            link, queue, jobs, remote_runs, TURN_SECONDS, self._told_left
        )
        # Seconds of an epoch; None where no host has measured anything.
        self.epoch_seconds: float | None = None

    def ask(self, seconds, **settings):
        """Have a run wait that needs so many seconds of a worker."""
        spec = RunSpec(
            settings=RunSettings(),
            source=loader.Source.SAMPLE,
            goal=5,
            made_at=self.clock(),
            **settings,
        )
        run = Run(spec, self.clock)
        self.runs.append(run)
        self.seconds_left[run.id] = seconds
        self._queue(run)
        return run

    def _told_left(self, run):
        return None if self.epoch_seconds is None else self.seconds_left[run.id]

    def _queue(self, run):
        ahead = len(queue_limits.ahead(run, self.runs))
        self.queued[run.id] = (self.clock(), ahead)

    def tick(self):
        """Let a few seconds pass, in the order of supervisor and workers."""
        going = [run for run in self.runs if not run.state.is_over]
        waiting = [run for run in going if run.state.stage is Stage.WAITING]
        free = self.workers - (len(going) - len(waiting)) - self.jobs_at_work
        started = min(free, len(self.jobs) - self.jobs_at_work)
        self.jobs_at_work += started
        free -= started
        for run in sorted(waiting, key=queue_limits.priority, reverse=True)[:free]:
            self._start(run)
        turns = self.share.turns(going, [run.id for run in going])
        giving_way = self.share.giving_way(going)
        for run in going:
            if run.state.stage is not Stage.WAITING:
                self.leases[run.id].renew(
                    turns[run.id], ends_with_epoch=run.id in giving_way
                )
        self.share.limit_slow_motion(going)
        self.clock.now += TICK_SECONDS
        for run in going:
            if run.state.stage is not Stage.WAITING:
                self._train(run)
        self._work()

    def _work(self):
        """Let the jobs go on that have a worker."""
        left = [seconds - TICK_SECONDS for seconds in self.jobs[: self.jobs_at_work]]
        left = [seconds for seconds in left if seconds > 0]
        self.jobs = left + self.jobs[self.jobs_at_work :]
        self.jobs_at_work = len(left)

    def _start(self, run):
        since, ahead = self.queued[run.id]
        self.waits.append((self.clock() - since, ahead))
        self.leases[run.id] = Lease(self.clock)
        run.add_report(Report(run.id, Stage.TRAINING))

    def _train(self, run):
        if not run.slow:
            self.seconds_left[run.id] -= TICK_SECONDS
        if self.seconds_left[run.id] <= 0:
            run.cancel(Ending.FINISHED)
        elif self.leases[run.id].is_turn_over(within_epoch=not self._is_at_end(run)):
            run.end_turn(self.clock())
            self._queue(run)

    def _is_at_end(self, run):
        """Return whether an epoch of this run is just over."""
        return bool(self.epoch_seconds) and (
            self.seconds_left[run.id] % self.epoch_seconds == 0
        )

    def run_until(self, is_done):
        """Let time pass; fail where it takes longer than all trainings together."""
        most = sum(self.seconds_left.values()) + self.clock() + LONGEST_SECONDS
        while not is_done():
            assert self.clock() < most, "somebody waits for ever"
            self.tick()


@pytest.mark.parametrize("seed", range(6))
def test_nobody_of_a_class_waits_longer_than_a_turn_of_each_before(seed):
    chance = random.Random(seed)
    simulation = ClassSimulation(chance, workers=chance.choice((1, 1, 2, 4)))
    hog = simulation.ask(LONGEST_SECONDS)
    for _ in range(CLASS - 1):
        for _ in range(chance.randrange(6)):
            simulation.tick()
        simulation.ask(chance.choice((20.0, 90.0, 400.0, 900.0)))
    simulation.run_until(lambda: all(run.state.is_over for run in simulation.runs))
    turn = TURN_SECONDS * (1 + EXTRA_SHARE) + 2 * TICK_SECONDS
    for seconds, ahead in simulation.waits:
        assert seconds <= (math.ceil(ahead / simulation.workers) + 1) * turn
    # The long run has let all others go first, and has lost nothing by it.
    assert hog.turns.count > 0
    assert simulation.seconds_left[hog.id] <= 0


def test_one_who_waits_interrupts_one_run_of_many():
    simulation = ClassSimulation(random.Random(1), workers=4)
    first = [simulation.ask(LONGEST_SECONDS) for _ in range(4)]
    simulation.tick()
    simulation.ask(TURN_SECONDS / 2)
    turns = 0
    while not simulation.runs[-1].state.is_over:
        simulation.tick()
        # Three more workers would be idle for nobody.
        assert sum(run.turns.count for run in first) - turns <= 1
        turns = sum(run.turns.count for run in first)
    assert turns >= 1


@pytest.mark.parametrize("seed", range(5))
def test_pressing_step_again_and_again_holds_up_nobody_for_long(seed):
    chance = random.Random(seed)
    simulation = ClassSimulation(chance, workers=1)
    slow = simulation.ask(50.0)
    simulation.tick()
    other = simulation.ask(20.0)
    asked_at = simulation.clock()
    while not other.state.is_over:
        assert simulation.clock() - asked_at < SLOW_SECONDS + 100 + 10 * TICK_SECONDS
        if chance.random() < 0.8:
            slow.set_speed(Command.STEP)
        simulation.tick()
    assert simulation.sent == [Command.FULL_SPEED]


def test_a_run_makes_room_for_a_job_within_seconds_and_goes_on_after_it():
    simulation = ClassSimulation(random.Random(1), workers=1)
    run, other = simulation.ask(LONGEST_SECONDS), simulation.ask(LONGEST_SECONDS)
    simulation.tick()
    for _ in range(5):
        simulation.tick()
    trained = run.turns.seconds
    simulation.jobs = [20.0]
    asked_at = simulation.clock()
    simulation.run_until(lambda: not simulation.jobs)
    most = JOB_TURN_SECONDS * (1 + EXTRA_SHARE) + 20 + 3 * TICK_SECONDS
    assert simulation.clock() - asked_at <= most
    # It has its place from before, and what is left of its turn: the other one waits.
    assert (run.turns.count, other.turns.count) == (1, 0)
    assert run.turns.seconds >= trained
    simulation.tick()
    assert run.state.stage is Stage.TRAINING
    assert other.state.stage is Stage.WAITING


def test_jobs_again_and_again_do_not_make_a_turn_longer():
    simulation = ClassSimulation(random.Random(1), workers=1)
    run, other = simulation.ask(LONGEST_SECONDS), simulation.ask(LONGEST_SECONDS)
    ticks = 0
    while other.state.stage is Stage.WAITING:
        if ticks % 6 == 0:
            simulation.jobs.append(TICK_SECONDS)
        simulation.tick()
        ticks += 1
        assert ticks * TICK_SECONDS < 2 * TURN_SECONDS
    assert run.turns.count > 2
    assert LONGEST_SECONDS - simulation.seconds_left[run.id] == pytest.approx(
        TURN_SECONDS, abs=EXTRA_SHARE * TURN_SECONDS + 2 * TICK_SECONDS
    )
    # Now it is behind the other one.
    assert run.place > other.place


def test_one_job_interrupts_one_run_of_many_and_none_while_a_worker_is_free():
    simulation = ClassSimulation(random.Random(1), workers=4)
    runs = [simulation.ask(LONGEST_SECONDS) for _ in range(3)]
    for _ in range(5):
        simulation.tick()
    simulation.jobs = [100.0]
    simulation.tick()
    simulation.tick()
    assert [run.turns.count for run in runs] == [0, 0, 0]
    simulation.jobs.append(100.0)
    simulation.run_until(lambda: simulation.jobs_at_work == 2)
    assert sum(run.turns.count for run in runs) == 1


def test_alone_one_may_go_in_slow_motion_and_train_as_long_as_one_likes():
    simulation = ClassSimulation(random.Random(1), workers=1)
    run = simulation.ask(LONGEST_SECONDS)
    run.set_speed(Command.STEP)
    for _ in range(200):
        simulation.tick()
    assert run.slow
    assert run.turns.count == 0


@pytest.mark.parametrize("seed", range(12))
def test_a_long_run_gives_way_to_short_ones_and_starves_behind_none(seed):
    chance = random.Random(seed)
    simulation = ClassSimulation(chance, workers=1)
    simulation.epoch_seconds = epoch = chance.choice((20.0, 40.0, 100.0))
    long = simulation.ask(20 * epoch)
    left, turns = [], 0
    for _ in range(60):
        if chance.random() < 0.8:
            simulation.ask(chance.choice((10.0, 30.0, 60.0)))
        for _ in range(chance.randrange(1, 8)):
            simulation.tick()
            if long.turns.count > turns:
                turns = long.turns.count
                left.append(simulation.seconds_left[long.id])
    simulation.run_until(lambda: all(run.state.is_over for run in simulation.runs))
    assert left
    # Each turn trains an epoch at least, and ends with one.
    assert all(a - b >= epoch for a, b in itertools.pairwise(left))
    assert all(seconds % epoch == 0 for seconds in left)
    # Each waits for those before it in the line: a minute of each, or an epoch.
    longest = max(LONG_SECONDS, epoch) + 2 * TICK_SECONDS
    for seconds, ahead in simulation.waits:
        assert seconds <= (ahead + 1) * longest


def test_a_long_run_goes_on_where_only_long_ones_wait_or_nothing_is_known():
    for epoch_seconds, waiting in ((20.0, 400.0), (None, 20.0)):
        simulation = ClassSimulation(random.Random(1), workers=1)
        simulation.epoch_seconds = epoch_seconds
        run = simulation.ask(LONGEST_SECONDS)
        simulation.tick()
        simulation.ask(waiting)
        while simulation.clock() < 1000.0 + TURN_SECONDS - 2 * TICK_SECONDS:
            simulation.tick()
        assert run.turns.count == 0


def test_one_short_run_sends_away_one_long_one_of_many():
    simulation = ClassSimulation(random.Random(1), workers=3)
    simulation.epoch_seconds = 20.0
    long = [simulation.ask(LONGEST_SECONDS - 20.0 * each) for each in range(3)]
    simulation.tick()
    short = simulation.ask(30.0)
    paused = [simulation.share.pause_seconds(run, simulation.runs) for run in long]
    assert paused == [30.0, 0.0, 0.0]
    assert simulation.share.pause_seconds(short, simulation.runs) == 0
    simulation.run_until(lambda: short.state.is_over)
    assert [run.turns.count for run in long] == [1, 0, 0]
