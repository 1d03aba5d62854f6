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


def test_before_a_cell_is_pressed_the_page_names_the_most_frequent_mistake(
    open_page, the_articles
):
    assert "Its most frequent mistake: it read " in html(open_page(PAGE).run())


def test_a_cell_is_told_in_words(open_page):
    page = open_page(PAGE).run()
    for cell, said in (
        ((1, 0), "1 read as 0: 0 images. There are none to show."),
        ((8, 8), "8, read right: "),
        ((0, 0), "Here are the 20 that it was surest of."),
    ):
        visit(page).evaluate.cell = cell
        page.run()
        assert not page.exception
        assert said in html(page)


def test_the_tables_have_headings_and_a_line_for_each_digit(open_page):
    written = html(open_page(PAGE).run())
    judged = written[written.index('class="judged"') : written.index('class="first"')]
    first = written[written.index('class="first"') :]
    assert judged.count('scope="col"') == 3
    assert judged.count('scope="row"') == 10
    assert first.count('scope="col"') == 5
    assert first.count('scope="row"') == 10
    assert first.count("<img ") == 5


def test_five_softmaxes_are_printed_as_numpy_prints_them(open_page):
    printed = open_page(PAGE).run().code[0].value
    numbers = np.array(printed.replace("[", " ").replace("]", " ").split(), float)
    np.testing.assert_allclose(numbers.reshape(5, 10).sum(axis=1), 1, atol=1e-5)


def test_a_digit_that_is_never_answered_gets_a_dash(open_page, monkeypatch):
    from core.evaluation import metrics  # noqa: PLC0415  after the fakes are in place

    sevens = np.eye(10, dtype=np.float32)[np.full(1000, 7)]
    labels = (np.arange(1000) % 10).astype(np.uint8)
    monkeypatch.setattr(
        metrics.Evaluations,
        "get",
        lambda self, *asked: metrics.Evaluation(sevens, labels),
    )
    page = open_page(PAGE).run()
    assert not page.exception
    assert page.metric[0].value == "10.00%"
    assert "<td>—</td>" in html(page)
    assert "it never gave that answer" in " ".join(texts(page))


def test_the_colour_of_a_cell_follows_what_is_in_it():
    from core.ui.components.confusion_matrix import strengths  # noqa: PLC0415  imports Streamlit

    colours = strengths(np.array([[90, 9, 1], [0, 50, 0], [0, 4, 12]]))
    np.testing.assert_allclose(colours.diagonal(), [0.9, 1, 0.75])
    np.testing.assert_allclose(colours[0, 1:], [1, 1 / 3])
    np.testing.assert_allclose(colours[2, :2], [0, 2 / 3])


def test_a_matrix_without_a_mistake_has_no_colour_off_the_diagonal():
    from core.ui.components.confusion_matrix import strengths  # noqa: PLC0415  imports Streamlit

    np.testing.assert_array_equal(strengths(np.diag([3, 0, 5])), np.diag([1, 0, 1]))


@pytest.mark.parametrize(
    ("lowest", "floor"), [(0.98, 0.95), (0.955, 0.9), (0.61, 0.5), (0.59, 0), (0, 0)]
)
def test_bars_begin_where_the_lowest_can_still_be_seen(lowest, floor):
    from core.ui.evaluate.accuracy import bar_floor  # noqa: PLC0415  imports Streamlit

    assert bar_floor(lowest) == floor


def test_digits_that_are_equally_easy_are_all_named(open_page, the_articles):
    said = " ".join(texts(open_page(PAGE).run()))
    assert "Easiest: 0, 1, 2, 3, 4, 6, 7, 8 (100.0%). Hardest: 9 (97.9%)." in said
