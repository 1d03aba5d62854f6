"""The page's texts about the queue."""

from functools import partial
from unittest import mock

import pytest
import streamlit as st

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.i18n import duration
from core.runs.progress import Report, Stage
from core.settings.run import RunSettings
from core.ui.state import services
from core.ui.train import run_status
from tests.support.clock import Clock
from tests.support.visitor_language import in_language


def test_runs_of_other_web_processes_go_before_too(open_page, engine):
    engine.others = 2
    page = open_page("pages/train.py").run()
    page = page.button(key="train_start").click().run()
    assert not page.exception
    told = [text.value for text in page.markdown if "In line" in text.value]
    assert told == ["**In line: 2 runs go before yours.**"]


@pytest.fixture
def open_behind(open_page, engine):
    """Ask for a run on the Train page, while that of another visitor trains."""

    def open_one(images_per_second, seconds_left):
        spec = RunSpec.training(RunSettings(), loader.Source.SAMPLE, "b" * 32)
        other = Run(spec, Clock())
        report = Report(
            other.id,
            Stage.TRAINING,
            epoch=1,
            images_per_second=images_per_second,
            seconds_left=seconds_left,
        )
        other.add_report(report)
        engine.started.append(other)
        page = open_page("pages/train.py").run()
        return page.button(key="train_start").click()

    return open_one


def test_workers_share_the_runs_that_go_before(open_behind, engine):
    page = open_behind(100.0, 12.0)
    for workers, time in ((0, "12"), (1, "12"), (3, "4")):
        engine.workers_seen = workers
        page = page.run()
        assert not page.exception
        (told,) = [text.value for text in page.markdown if "In line" in text.value]
        said = f"1 run goes before yours. Your turn comes in about {time}\u00a0s."
        assert said in told


def test_a_page_in_line_asks_less_often_than_one_whose_run_is_next(
    open_page, engine, monkeypatch
):
    pauses = []
    fragment = st.fragment

    def noting(function, *, run_every=None):
        pauses.append(run_every)
        return fragment(function, run_every=run_every)

    monkeypatch.setattr(st, "fragment", noting)
    page = open_page("pages/train.py").run()
    page = page.button(key="train_start").click().run()
    next_in_line = min(filter(None, pauses))
    before = next_in_line
    # The next one, one soon after it, and one far back.
    for engine.others in (1, 20):
        pauses.clear()
        page = page.run()
        assert not page.exception
        assert before < min(filter(None, pauses))
        before = min(filter(None, pauses))


def test_the_wait_that_is_told_has_no_more_than_a_turn_of_each(open_behind, engine):
    nine_hours = 32400.0
    page = open_behind(55.8, nine_hours)
    for seconds in (45.0, 300.0):
        engine.turn_seconds = seconds
        page = page.run()
        assert not page.exception
        (told,) = [text.value for text in page.markdown if "In line" in text.value]
        expected = in_language("en", partial(duration, seconds))
        assert f"Your turn comes in about {expected}." in told


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Nothing is lost"), ("es", "No se pierde nada")],
)
def test_a_run_that_lets_others_go_first_says_so_calmly(
    open_with, engine, language, sentence
):
    page = open_with("pages/train.py", lang=language)
    page = page.button(key="train_start").click().run()
    (run,) = engine.started
    run.add_report(Report(run.id, Stage.TRAINING, epoch=1))
    page = page.run()
    assert not any(sentence in text.value for text in page.caption)
    run.end_turn(2000.0)
    page = page.run()
    assert not page.exception
    assert not page.error
    (told,) = [text.value for text in page.caption if sentence in text.value]
    assert "1" in told


def test_the_time_left_of_a_long_run_counts_the_short_ones_in(open_page, engine):
    page = open_page("pages/train.py").run()
    page = page.button(key="train_start").click().run()
    run = engine.started[-1]
    run.add_report(Report(run.id, Stage.TRAINING, epoch=1, seconds_left=50.0))
    for pause, said in (
        (0.0, "50\u00a0s left"),
        (30.0, "1\u00a0min 20\u00a0s left · shorter ones go first after this epoch"),
    ):
        engine.pause = pause
        with mock.patch.object(services, "engine", return_value=engine):
            told = in_language("en", partial(run_status.progress, run, run.state))
        assert told == said
