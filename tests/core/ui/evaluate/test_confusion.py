"""The confusion matrix in words."""

import pytest

from core import prediction

PAGE = "pages/evaluate.py"


@pytest.fixture
def the_articles(monkeypatch):
    """Replace the shipped network by the article's, for its mistakes."""
    monkeypatch.setattr(prediction, "shipped", prediction.article)
    monkeypatch.setattr(prediction, "SHIPPED_PATH", prediction.ARTICLE_PATH)


def visit(page):
    """Return the session of a page's visitor."""
    return page.session_state["trazo"]


def html(page):
    """Return all HTML of a page."""
    return "".join(element.proto.body for element in page.get("html"))


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
