"""The figures in the documents are the measured ones."""

import itertools
import json
import re

import numpy as np
import pytest

from core import prediction
from scripts.handwriting import hard_cases, test_sets
from scripts.handwriting.rare_styles import STYLES
from scripts.models import scores
from tests.support.documents import ACCURACY, READMES, text


@pytest.mark.parametrize("name", [*ACCURACY])
def test_the_measured_figures_are_quoted(name):
    figures = measured_figures()
    for collection, shares in figures.items():
        row = re.search(
            rf"^\| {collection} \| \d+ \| as the app does \| ([\d.]+)% "
            rf"\| ([\d.]+)% \|",
            text(name),
            re.MULTILINE,
        )
        assert row is not None, collection
        quoted = [round(float(share) / 100, 4) for share in row.groups()]
        assert quoted == [shares["article"], shares["shipped"]]


@pytest.mark.parametrize("name", READMES)
def test_the_readme_quotes_the_figures_of_the_writers(name):
    writers = measured_figures()["writers"]
    for share in writers.values():
        quoted = f"{share:.2%}"
        if ".es." in name:
            quoted = quoted.replace(".", ",").replace("%", " %")
        assert quoted in text(name)


def measured_figures():
    """Return the shares that `scripts.models.evaluate` wrote, by collection."""
    return json.loads(
        (prediction.ASSETS / "handwriting.json").read_text(encoding="utf-8")
    )


@pytest.mark.thorough
def test_the_card_says_what_the_shipped_network_reads(mnist):
    images = (mnist.x_test / 255).astype(np.float32)
    answers = prediction.shipped().probabilities(images).argmax(axis=1)
    card = (prediction.ASSETS / "MODEL_CARD.md").read_text(encoding="utf-8")
    said = re.search(r"\| Accuracy \| ([\d.]+)% of MNIST", card)
    assert said is not None
    assert float(said[1]) == round(100 * (answers == mnist.y_test).mean(), 2)


@pytest.mark.parametrize("header", ["| digits |", "| no digits |", "| refused above |"])
def test_the_documents_and_the_card_have_the_same_tables(header):
    card = (prediction.ASSETS / "MODEL_CARD.md").read_text(encoding="utf-8")
    tables = [rows_under(header, said) for said in (card, *map(text, ACCURACY))]
    assert len(tables[0]) > 2
    assert tables[0] == tables[1] == tables[2]


@pytest.mark.thorough
@pytest.mark.parametrize("name", STYLES)
def test_the_documents_say_how_each_style_is_read(name):
    pictures = dict(hard_cases.styles())[name]
    images = test_sets.prepared(name, pictures.pictures)
    answers = scores.answers(name, prediction.shipped(), images, pictures.labels)
    _, _, row, _ = scores.digit_rows([answers])
    assert row in rows_under("| digits |", text(ACCURACY[0]))


def rows_under(header, said):
    """Return the rows of the Markdown table whose header starts so."""
    lines = said.split("\n")
    start = next(place for place, line in enumerate(lines) if line.startswith(header))
    return list(itertools.takewhile(lambda line: line.startswith("|"), lines[start:]))


@pytest.mark.parametrize("name", ACCURACY)
def test_the_shares_of_zeros_ones_and_sevens_in_european_styles_are_quoted(name):
    styles = json.loads((prediction.ASSETS / "styles.json").read_text("utf-8"))
    for digit in (0, 1, 7):
        quoted = f"{styles['article'][digit]:.1%}"
        if ".es." in name:
            quoted = quoted.replace(".", ",").replace("%", " %")
        assert quoted in text(name)
