"""The line of short jobs: its end, its order, its time limit, and who gives it up."""

from concurrent.futures import Executor, Future
from typing import Any

import pytest

from core.config import Config
from core.engine.background_jobs import BackgroundJob, JobStage
from core.engine.job_line import JobLine
from core.errors import (
    EngineUnavailable,
    JobDropped,
    JobsFull,
    JobTooSlow,
    NetworkGone,
    WorkerLost,
)
from tests.support.clock import Clock

ANNA, BERTA, CLARA = (letter * 32 for letter in "abc")
CONFIG = Config(queue_limit=3, job_seconds=100, unwatched_seconds=90)


class AtOnce(Executor):
    """An executor that runs each call at once."""

    def submit(self, work, /, *arguments, **named):
        """Run the call."""
        work(*arguments, **named)
        return Future()


class Task(Future[str]):
    """A fake of Dask's future."""

    def release(self):
        """Do nothing."""


class Connection:
    """A connection to an engine that keeps the tasks for a test."""

    topic = "topic"

    def __init__(self):
        self.tasks = {}
        self.priorities = []

    def submit(self, key, *_task, priority):
        """Keep a task that nobody does."""
        self.priorities.append(priority)
        return self.tasks.setdefault(key, Task())


class Job(BackgroundJob):
    """A job whose result is kept."""

    name = "test"

    def __init__(self, *visitors):
        super().__init__(*visitors)
        self.kept = []
        self.overs = 0
        self.was_over = False

    def build_task(self):
        """Return what nobody does."""
        return (print,)

    def on_result(self, result):
        """Keep it."""
        self.kept.append(result)

    def on_over(self):
        """Count the calls."""
        self.overs += 1
        self.was_over = self.is_over


class Lonely(Job):
    """One of those that are done one at a time."""

    one_at_a_time = True


class Jobs:
    """A line, and what a test changes around it."""

    def __init__(self):
        self.clock = Clock(1000.0)
        self.connection: Any = Connection()
        self.workers = 1
        self.has_runs = False
        self.line = JobLine(
            lambda: self.connection,
            AtOnce(),
            AtOnce(),
            workers=lambda: self.workers,
            has_runs=lambda: self.has_runs,
            clock=self.clock,
            config=CONFIG,
        )

    def asked(self, *visitors, kind=Job):
        """Return a job that has its place."""
        job = kind(*visitors)
        self.line.submit(job)
        return job

    def at_engine(self, job):
        """Say whether a job was handed to the engine."""
        return f"job-{job.id}" in self.connection.tasks

    def task(self, job):
        """Return the task of a job."""
        return self.connection.tasks[f"job-{job.id}"]

    def work(self, job, seconds):
        """Have a worker do a job in so many seconds."""
        self.line.on_started(job.id)
        self.clock.now += seconds
        self.task(job).set_result("done")


@pytest.fixture
def jobs():
    """A line with one worker."""
    return Jobs()


@pytest.mark.parametrize("error", [None, WorkerLost("1")])
def test_nothing_is_left_to_let_go_of_once_a_job_is_over(error):
    job = Job("anna")
    assert job.mark_finished(error)
    assert (job.is_over, job.error, job.overs) == (True, error, 1)
    assert not job.was_over
    assert not job.mark_finished(None)
    assert not job.give_up(WorkerLost("2"))
    assert not job.mark_answered()
    assert (job.overs, job.error) == (1, error)


def test_jobs_are_done_one_after_another_and_know_their_place(jobs):
    first, second, third = (jobs.asked(who) for who in (ANNA, BERTA, CLARA))
    assert [jobs.line.count_ahead(job) for job in (first, second, third)] == [0, 1, 2]
    assert [jobs.at_engine(job) for job in (first, second, third)] == [1, 0, 0]
    assert (jobs.line.count(), jobs.line.count_waiting()) == (1, 1)
    jobs.work(first, 5)
    assert (first.stage, first.kept, first.overs) == (JobStage.DONE, ["done"], 1)
    assert jobs.at_engine(second)
    assert jobs.line.count_ahead(third) == 1
    # Before any run, and in the order of asking.
    one, two = jobs.connection.priorities
    assert 0 > one > two > -1


def test_the_line_has_an_end(jobs):
    asked = [jobs.asked(who) for who in (ANNA, BERTA, CLARA)]
    with pytest.raises(JobsFull) as full:
        jobs.asked("d" * 32)
    assert full.value.jobs == 3
    jobs.work(asked[0], 1)
    jobs.asked("d" * 32)


def test_a_job_that_takes_too_long_is_ended_and_the_next_one_comes(jobs):
    slow, after = jobs.asked(ANNA), jobs.asked(BERTA)
    # It waits for a worker: that takes as long as it takes, while somebody watches.
    for _ in range(10):
        jobs.clock.now += CONFIG.job_seconds
        jobs.line.mark_watched(ANNA)
        jobs.line.mark_watched(BERTA)
        jobs.line.tend()
    jobs.line.on_started(slow.id)
    jobs.clock.now += CONFIG.job_seconds
    jobs.line.mark_watched(BERTA)
    jobs.line.tend()
    assert not slow.is_over
    jobs.clock.now += 1
    jobs.line.mark_watched(BERTA)
    jobs.line.tend()
    assert isinstance(slow.error, JobTooSlow)
    # Dask gives it to no other worker.
    assert jobs.task(slow).cancelled()
    assert jobs.at_engine(after)


def test_what_a_worker_brings_too_late_is_not_kept(jobs):
    slow = jobs.asked(ANNA)
    late = jobs.task(slow)
    late.cancel = lambda: False
    jobs.line.on_started(slow.id)
    jobs.clock.now += CONFIG.job_seconds + 1
    jobs.line.tend()
    late.set_result("done")
    assert isinstance(slow.error, JobTooSlow)
    assert slow.kept == []
    assert slow.overs == 1


def test_what_a_worker_has_brought_in_time_is_kept_to_the_end(jobs):
    class Storing(Job):
        def on_result(self, result):
            """Take long: the database may."""
            jobs.clock.now += 10 * CONFIG.job_seconds
            jobs.line.tend()
            super().on_result(result)

    job = jobs.asked(ANNA, kind=Storing)
    jobs.work(job, 5)
    assert (job.error, job.kept) == (None, ["done"])


def test_a_job_is_dropped_once_nobody_who_asked_for_it_has_a_page_open(jobs):
    first, waits = jobs.asked(ANNA), jobs.asked(BERTA, CLARA)
    jobs.line.on_started(first.id)
    jobs.clock.now += CONFIG.unwatched_seconds - 1
    jobs.line.mark_watched(CLARA)
    jobs.clock.now += 2
    jobs.line.tend()
    # Clara is still there; and what a worker has started is over soon.
    assert not waits.is_over
    assert not first.is_over
    assert jobs.line.has_any(BERTA)
    jobs.clock.now += CONFIG.unwatched_seconds
    jobs.line.tend()
    assert isinstance(waits.error, JobDropped)
    assert not jobs.line.has_any(BERTA)
    assert not jobs.at_engine(waits)


def test_a_job_that_waits_for_its_worker_is_dropped_too(jobs):
    job = jobs.asked(ANNA)
    jobs.clock.now += CONFIG.unwatched_seconds + 1
    jobs.line.tend()
    assert isinstance(job.error, JobDropped)
    assert jobs.task(job).cancelled()
    assert jobs.line.count() == 0


def test_who_leaves_a_job_takes_it_along_unless_others_wait_or_it_has_begun(jobs):
    begun, alone, shared = (
        jobs.asked(ANNA),
        jobs.asked(ANNA),
        jobs.asked(BERTA),
    )
    jobs.line.join(shared, ANNA)
    jobs.line.on_started(begun.id)
    for job in (begun, alone, shared):
        jobs.line.leave(job, ANNA)
    assert [job.is_over for job in (begun, alone, shared)] == [False, True, False]
    jobs.task(begun).set_result("done")
    assert begun.kept == ["done"]


def test_runs_have_half_of_the_time_of_a_single_worker(jobs):
    jobs.has_runs = True
    first, second = jobs.asked(ANNA), jobs.asked(BERTA)
    jobs.work(first, 20)
    assert not jobs.at_engine(second)
    jobs.clock.now += 19
    jobs.line.tend()
    assert not jobs.at_engine(second)
    jobs.clock.now += 1
    jobs.line.tend()
    assert jobs.at_engine(second)


def test_without_runs_jobs_need_no_rest(jobs):
    first, second = jobs.asked(ANNA), jobs.asked(BERTA)
    jobs.work(first, 20)
    assert jobs.at_engine(second)


def test_jobs_have_half_of_several_workers_and_files_are_opened_one_at_a_time(jobs):
    jobs.workers = 5
    jobs.has_runs = True
    asked = [jobs.asked(who, kind=Lonely) for who in (ANNA, BERTA)]
    other = jobs.asked(CLARA)
    assert [jobs.at_engine(job) for job in (*asked, other)] == [True, False, True]
    jobs.work(asked[0], 20)
    assert jobs.at_engine(asked[1])


def test_a_job_whose_worker_dies_is_not_done_by_another(jobs):
    job, after = jobs.asked(ANNA), jobs.asked(BERTA)
    jobs.line.on_started(job.id)
    jobs.line.on_started(job.id)
    assert isinstance(job.error, WorkerLost)
    assert jobs.task(job).cancelled()
    assert jobs.at_engine(after)


def test_a_lost_engine_ends_what_it_had_and_the_rest_goes_on(jobs):
    had, waits = jobs.asked(ANNA), jobs.asked(BERTA)
    jobs.line.on_engine_lost()
    assert isinstance(had.error, EngineUnavailable)
    assert not waits.is_over
    assert jobs.at_engine(waits)


def test_a_job_with_nothing_to_do_it_with_makes_room_for_the_next(jobs):
    class Gone(Job):
        def build_task(self):
            """Find nothing."""
            raise NetworkGone("path")

    gone, after = jobs.asked(ANNA, kind=Gone), jobs.asked(BERTA)
    assert isinstance(gone.error, NetworkGone)
    assert jobs.at_engine(after)
