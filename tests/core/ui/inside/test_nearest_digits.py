"""The Inside page's texts while a map is being made, and after a failure."""

from dataclasses import replace

import pytest

from core.datasets import loader
from core.engine.embedding_jobs import EmbeddingJob
from core.errors import (
    DiskFull,
    EngineUnavailable,
    JobDropped,
    JobsFull,
    JobTooSlow,
    NetworkGone,
    WorkerLost,
)
from core.explain.embedding import EmbeddingRequest
from core.ui.state.inside_state import Look
from core.ui.state.session import KEY
from tests.support.drawings import SEVEN


class FakeStudies:
    """Fake jobs for maps: returns a given job, and records the requests."""

    def __init__(self, job=None):
        self.job = job
        self.full = None
        self.asked = []

    def find(self, wanted):
        """Return the given job."""
        return self.job

    def submit(self, wanted, _visitor):
        """Record the request, or refuse it."""
        if self.full is not None:
            raise self.full
        self.asked.append(wanted)
        self.job = EmbeddingJob(wanted)


@pytest.fixture
def wanted(trazo_home):
    """A request for a map of the shipped network."""
    return EmbeddingRequest.of_shipped(loader.Source.SAMPLE)


@pytest.fixture
def job(wanted):
    """A submitted job."""
    return EmbeddingJob(wanted)


@pytest.fixture
def opened(open_page, canvas, engine):
    """Open the tab with a seven on the canvas and a job in a given state."""

    def open_with(job, runs=0):
        engine.embedding_jobs = FakeStudies(job)
        engine.runs_going_on = lambda: runs
        canvas.json_data = SEVEN
        page = open_page("pages/inside.py").run()
        visit = page.session_state[KEY]
        visit.inside = replace(visit.inside, look=Look.ALIKE)
        page.run()
        assert not page.exception
        return page

    return open_with


def test_the_map_is_asked_for_once_the_button_is_pressed(opened, engine, wanted):
    page = opened(None)
    assert engine.embedding_jobs.asked == []
    page.button(key="alike_make").click().run()
    assert engine.embedding_jobs.asked == [wanted]
    assert "Waking TensorFlow" in page.info[0].value


def test_a_map_says_what_goes_before_it(opened, engine, job):
    engine.job_line.ahead = 2
    assert "In line: 2 files or maps of others" in opened(job, runs=2).info[0].value
    engine.job_line.ahead = 0
    assert "about to make room for it" in opened(job, runs=2).info[0].value
    job.mark_started()
    assert "is looking at MNIST" in opened(job, runs=2).info[0].value


@pytest.mark.parametrize(
    ("language", "said"), [("en", "40 files and maps"), ("es", "40 archivos y mapas")]
)
def test_a_full_line_is_said_and_another_try_is_free(
    opened, engine, wanted, language, said
):
    page = opened(None)
    page.session_state[KEY].identity.language = language
    engine.embedding_jobs.full = JobsFull(40)
    page.button(key="alike_make").click().run()
    assert said in page.error[0].value
    engine.embedding_jobs.full = None
    page.button(key="alike_make").click().run()
    assert engine.embedding_jobs.asked == [wanted]
    assert not page.error


def test_what_failed_is_told_and_can_be_tried_again(opened, engine, wanted):
    page = opened(None)
    for error, said in (
        (WorkerLost("a"), "has stopped"),
        (EngineUnavailable("b"), "engine has stopped"),
        (DiskFull("c"), "disk is full"),
        (NetworkGone("d"), "no longer there"),
        (JobTooSlow(120), "longer than 2"),
        (JobDropped(), "gave up its place"),
    ):
        failed = EmbeddingJob(wanted)
        failed.mark_finished(error)
        engine.embedding_jobs = FakeStudies(failed)
        page.run()
        assert "The map was not made." in page.error[0].value
        assert said in page.error[0].value
        assert page.button(key="alike_make").label == "Try again"
        page.button(key="alike_make").click().run()
        assert len(engine.embedding_jobs.asked) == 1
        assert page.error == []
