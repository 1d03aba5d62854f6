"""The page says what was read, what was left out, and what else it may be."""

import numpy as np
import pytest

from core import prediction
from core.no_digit import NoDigit
from core.prediction import Number, Reading
from core.preprocessing import mnist_format
from core.preprocessing.marks import Mark
from tests.support.answers import one_hot
from tests.support.clothes_pages import words
from tests.support.drawings import SEVEN

INK = np.zeros((40, 40), np.uint8)
INK[5:35, 18:22] = 255


def reading(digit, *, doubt=None, no_digit=None):
    """Return a reading of a digit that is certain."""
    path = mnist_format.preprocess(INK)
    shown = None if no_digit else digit
    return Reading(shown, one_hot([digit])[0], path.seen, no_digit, path, doubt)


@pytest.fixture
def says(open_with, canvas, monkeypatch):
    """Return what the Draw page says of a number that a network has read."""

    def say(number, language="en"):
        monkeypatch.setattr(
            prediction.Predictor, "read_drawing", lambda *given, **named: number
        )
        canvas.json_data = SEVEN
        return words(open_with("pages/draw.py", lang=language))

    return say


@pytest.mark.parametrize(("language", "sentences"), [
    ("en", ("It reads 1 and 5.", "It does not know commas.")),
    ("es", ("Lee 1 y 5.", "No conoce las comas.")),
])  # fmt: skip
def test_a_comma_parts_the_answer_and_is_told(says, language, sentences):
    number = Number((reading(1), reading(5)), (1, 1), (Mark.COMMA,))
    said = says(number, language)
    assert ">1 5</p>" in said
    for sentence in sentences:
        assert sentence in said


@pytest.mark.parametrize("mark", Mark)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_mark_has_words_of_its_own(says, mark, language):
    plain = says(Number((reading(7),)), language)
    marked = says(Number((reading(7),), marks=(mark,)), language)
    assert len(marked) > len(plain) + 20


def test_a_number_in_doubt_is_not_called_certain(says):
    said = says(Number((reading(1), reading(7)), (2,), or_else="7"))
    assert "It looks like 17, but it may also be 7." in said
    assert "% sure" not in said


def test_a_number_may_be_no_number(says):
    said = says(Number((reading(1), reading(1)), (2,), or_else=""))
    assert "It looks like 11, but it may be no number at all." in said


@pytest.mark.parametrize(("language", "sentence"), [
    ("en", "It looks like 8, but it may be several digits"),
    ("es", "Parece un 8, pero pueden ser varias cifras"),
])  # fmt: skip
def test_the_digit_and_the_doubt_are_both_said(says, language, sentence):
    said = says(Number((reading(8, doubt=NoDigit.SEVERAL),)), language)
    assert ">8</p>" in said
    assert sentence in said


@pytest.mark.parametrize("kind", NoDigit)
def test_each_doubt_has_words_of_its_own(says, kind):
    said = says(Number((reading(8, doubt=kind),)))
    assert "It looks like 8, but it may be" in said
    assert "% sure" not in said


def test_a_refusal_says_what_digit_it_would_be(says):
    said = says(Number((reading(8, no_digit=NoDigit.LETTER),)))
    assert ">?</p>" in said
    assert "If it had to be a digit, it would say 8." in said


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_which_digits_it_knows(says, language):
    said = says(Number((reading(8),)), language)
    assert said.count("0 to 9" if language == "en" else "del 0 al 9") == 1
