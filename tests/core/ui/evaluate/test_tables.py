"""The tables of the Evaluate page."""

import numpy as np

PAGE = "pages/evaluate.py"


def html(page):
    """Return all HTML of a page."""
    return "".join(element.proto.body for element in page.get("html"))


def texts(page):
    """Return all paragraphs and notes."""
    return [element.value for element in (*page.markdown, *page.info, *page.caption)]


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
