"""The Evaluate page's texts about a network, in both languages."""

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.datasets.loader import Source
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.progress import Ending, Trained
from core.settings.run import RunSettings

PAGE = "pages/evaluate.py"


@pytest.fixture(scope="module")
def right():
    """The number of the 1000 test digits that the shipped network reads right."""
    images, labels = loader.test_digits(Source.SAMPLE)
    given = prediction.shipped().probabilities((images / 255).astype(np.float32))
    return int((given.argmax(axis=1) == labels).sum())


def percent(right):
    """Format a share of the sample's test digits as the page does."""
    return f"{right / 10:.2f}%"


@pytest.fixture
def the_articles(monkeypatch):
    """Replace the shipped network by the article's, for its mistakes."""
    monkeypatch.setattr(prediction, "shipped", prediction.article)
    monkeypatch.setattr(prediction, "SHIPPED_PATH", prediction.ARTICLE_PATH)


@pytest.fixture
def trained(trazo_home):
    """A run on the sample that left the network that Trazo ships."""
    run = Run(RunSpec.training(RunSettings(), Source.SAMPLE))
    network = prediction.SHIPPED_PATH.read_bytes()
    run.finish(Trained(Ending.FINISHED, 0.997, 0.01, b"", network))
    return run


def visit(page):
    """Return the session of a page's visitor."""
    return page.session_state["trazo"]


def html(page):
    """Return all HTML of a page."""
    return "".join(element.proto.body for element in page.get("html"))


def texts(page):
    """Return all paragraphs and notes."""
    return [element.value for element in (*page.markdown, *page.info, *page.caption)]


def test_before_any_training_the_shipped_network_stands_in(open_page, right):
    page = open_page(PAGE).run()
    assert not page.exception
    assert page.title[0].value == "Evaluate"
    assert page.metric[0].value == percent(right)
    said = " ".join(texts(page))
    assert "Trazo’s own is used" in said
    assert f"It reads {right} of 1,000 test digits right." in said
    assert "the small sample that comes with Trazo" in said


def test_it_speaks_spanish(open_page, right):
    page = open_page(PAGE)
    page.query_params["lang"] = "es"
    page.run()
    assert not page.exception
    assert page.title[0].value == "Evaluar"
    spanish = percent(right).replace(".", ",").replace("%", "\u00a0%")
    assert page.metric[0].value == spanish


def test_a_network_that_has_seen_the_test_digits_is_told_to_have_seen_them(open_page):
    page = open_page(PAGE).run()
    assert "It has seen the exam." in page.info[0].value


def test_a_network_of_the_visitor_is_tested_on_what_it_has_not_seen(
    open_page, trained, right
):
    page = open_page(PAGE).run()
    visit(page).work.runs = [trained]
    visit(page).digit.network = trained.id
    page.run()
    assert not page.exception
    assert page.metric[0].value == percent(right)
    assert not page.info


def test_a_network_whose_file_is_gone_gives_way_to_the_shipped_one(
    open_page, trained, right
):
    page = open_page(PAGE).run()
    visit(page).work.runs = [trained]
    visit(page).digit.network = trained.id
    trained.litert_path.unlink()
    page.run()
    assert not page.exception
    assert "no longer there" in page.warning[0].value
    assert page.metric[0].value == percent(right)


@pytest.mark.parametrize(
    ("lowest", "floor"), [(0.98, 0.95), (0.955, 0.9), (0.61, 0.5), (0.59, 0), (0, 0)]
)
def test_bars_begin_where_the_lowest_can_still_be_seen(lowest, floor):
    from core.ui.evaluate.accuracy import bar_floor  # noqa: PLC0415  imports Streamlit

    assert bar_floor(lowest) == floor


def test_digits_that_are_equally_easy_are_all_named(open_page, the_articles):
    said = " ".join(texts(open_page(PAGE).run()))
    assert "Easiest: 0, 1, 2, 3, 4, 6, 7, 8 (100.0%). Hardest: 9 (97.9%)." in said
