"""The browser's languages decide the page's language and number format."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import i18n


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("es-AR",), "es"),
        (("en_GB",), "en"),
        ((None, "es"), "es"),
        (("fr", "es"), "es"),
        (("de-DE",), "en"),
        (("ca-ES",), "es"),
        (("gl",), "es"),
        (("eu-ES", "en"), "es"),
        (("ast",), "es"),
        (("en", "ca"), "en"),
        ((), "en"),
        (("../../etc/passwd",), "en"),
    ],
)
def test_the_first_wish_that_is_spoken_or_understood_wins(wishes, language):
    assert i18n.choose(*wishes) == language


@pytest.mark.parametrize(
    ("value", "decimals", "spanish", "english"),
    [
        (60_000, 0, "60\u202f000", "60,000"),
        (9826, 0, "9826", "9,826"),
        (9999.6, 1, "9999,6", "9,999.6"),
        (9999.6, 0, "10\u202f000", "10,000"),
        (0.25, 2, "0,25", "0.25"),
        (-1234567.5, 1, "-1\u202f234\u202f567,5", "-1,234,567.5"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, decimals, spanish, english):
    assert i18n.number(value, "es", decimals) == spanish
    assert i18n.number(value, "en", decimals) == english


def test_percentages_are_written_as_the_language_does():
    assert i18n.percent(0.985, "es") == "98,5\u00a0%"
    assert i18n.percent(0.985, "en") == "98.5%"


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_english_numbers_are_those_of_python(value, decimals):
    assert i18n.number(value, "en", decimals) == f"{value:,.{decimals}f}"


def test_a_diverged_loss_can_be_written():
    assert i18n.number(3.4e38, "es", 2).startswith("339\u202f999\u202f")
    assert i18n.number(math.inf, "es", 2) == "inf"
    assert i18n.number(math.nan, "es", 2) == "nan"


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [
        ("de", "1.234.567,5", "98,5\u00a0%"),
        ("fr", "1\u202f234\u202f567,5", "98,5\u00a0%"),
        ("tr", "1.234.567,5", "%98,5"),
    ],
)
def test_babel_knows_how_a_new_language_writes(monkeypatch, language, number, percent):
    monkeypatch.setitem(i18n.LANGUAGES, language, i18n.Language())
    assert i18n.number(1234567.5, language, 1) == number
    assert i18n.percent(0.985, language) == percent


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0\u00a0s"), (59, "59\u00a0s"), (80, "1\u00a0min 20\u00a0s")],
)
def test_durations_are_minutes_and_seconds(seconds, text):
    assert i18n.duration(seconds) == text
