"""Texts and numbers in the visitor's language."""

import functools
import gettext
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "trazo"


@dataclass(frozen=True)
class Language:
    """How a language writes its name and its numbers.

    Babel knows it of all languages, and adds 6 MB to the web process and 43 ms to the
    first number.

    Attributes:
        name: In the language itself.
        decimal_mark: Between the whole and the decimals.
        group_separator: Between groups of three digits.
        least_grouped: The fewest digits that are grouped.
        percent_sign: With the space before it, if there is one.
    """

    name: str
    decimal_mark: str
    group_separator: str
    least_grouped: int
    percent_sign: str


# A new language is a line here; its texts are a catalogue in `core/locales`, lessons in
# `core/lessons` and the fields of `core.export.texts`. Spanish: RAE, Ortografía: a thin
# space that does not break, and none in a number of four digits.
LANGUAGES = {
    "es": Language("Español", ",", "\u202f", 5, "\u00a0%"),
    "en": Language("English", ".", ",", 4, "%"),
}
DEFAULT_LANGUAGE = "en"


@functools.cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; English is the source and has none."""
    return gettext.translation(
        DOMAIN, LOCALES, [language], fallback=language == DEFAULT_LANGUAGE
    )


def choose(*wishes: str | None) -> str:
    """Return the first wish that Trazo speaks, else English.

    Args:
        wishes: Language tags, ``es`` or ``es-AR``; None where there is none.
    """
    for wish in wishes:
        language = (wish or "").split("-")[0].split("_")[0].lower()
        if language in LANGUAGES:
            return language
    return DEFAULT_LANGUAGE


def number(value: float, language: str, decimals: int = 0) -> str:
    """Write a number: 60,000 or 60 000; 0.25 or 0,25."""
    writing = LANGUAGES[language]
    whole, _, fraction = f"{abs(value):.{decimals}f}".partition(".")
    if len(whole) >= writing.least_grouped:
        whole = f"{int(whole):,}".replace(",", writing.group_separator)
    sign = "-" if value < 0 else ""
    return sign + whole + (writing.decimal_mark + fraction if fraction else "")


def plain(value: float, language: str) -> str:
    """Write a number with as many decimals as it needs: 10, 0.001 or 0,001."""
    _, _, fraction = f"{Decimal(repr(value)):f}".partition(".")
    return number(value, language, len(fraction.rstrip("0")))


def percent(share: float, language: str, decimals: int = 1) -> str:
    """Write a share as a percentage: 98.5% or 98,5 %."""
    return number(100 * share, language, decimals) + LANGUAGES[language].percent_sign


def duration(seconds: float) -> str:
    """Write a time left: 5 s, 1 min 20 s; the same in both languages."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}\u00a0min {rest}\u00a0s" if minutes else f"{rest}\u00a0s"
