"""Texts and numbers in the visitor's language."""

import functools
import gettext
import math
import re
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from pathlib import Path

from babel import Locale
from babel.numbers import (
    NumberPattern,
    get_decimal_symbol,
    get_group_symbol,
    parse_pattern,
)

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "trazo"


# More digits than the largest float has, so that a diverged loss can be written too.
EXACT = Context(prec=400)
# The number in a pattern of CLDR: "#,##0 %".
PLACEHOLDER = re.compile(r"[#,.0]+")


@dataclass(frozen=True)
class Language:
    """Where a language writes numbers in another way than Babel knows.

    Attributes:
        group_separator: Between groups of digits; Babel's if None.
        least_grouped: The fewest digits that are grouped.
    """

    group_separator: str | None = None
    least_grouped: int = 4


# A new language is a line here; its texts are a catalogue in `core/locales` and lessons
# in `core/lessons`. Spanish: RAE, Ortografía: a thin space that does not break, and
# none in a number of four digits.
LANGUAGES = {
    "es": Language(group_separator="\u202f", least_grouped=5),
    "en": Language(),
}
DEFAULT_LANGUAGE = "en"
# Nearly everybody who reads Catalan, Galician, Basque or Asturian also reads Spanish,
# and learns at school with Spanish words.
UNDERSTOOD = {"ca": "es", "gl": "es", "eu": "es", "ast": "es"}


@functools.cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; English is the source and has none."""
    return gettext.translation(
        DOMAIN, LOCALES, [language], fallback=language == DEFAULT_LANGUAGE
    )


def choose(*wishes: str | None) -> str:
    """Return the first wish that Trazo speaks or that understands one, else English.

    Args:
        wishes: Language tags, ``es`` or ``es-AR``; None where there is none.
    """
    for wish in wishes:
        language = (wish or "").split("-")[0].split("_")[0].lower()
        language = UNDERSTOOD.get(language, language)
        if language in LANGUAGES:
            return language
    return DEFAULT_LANGUAGE


@functools.cache
def decimal_mark(language: str) -> str:
    """Return what a language writes between the whole and the decimals."""
    mark: str = get_decimal_symbol(_locale(language))
    return mark


@functools.cache
def group_separator(language: str) -> str:
    """Return what a language writes between groups of digits."""
    separator: str = get_group_symbol(_locale(language))
    own = LANGUAGES[language].group_separator
    return separator if own is None else own


def number(value: float, language: str, decimals: int = 0) -> str:
    """Write a number: 60,000 or 60 000; 0.25 or 0,25."""
    if not math.isfinite(value):
        return f"{value:.0f}"
    # The exact value of the float, rounded as Python rounds it.
    return _written(f"{value:.{decimals}f}", decimals, language)


# The percentages of a page repeat themselves: of a tenth there are a thousand.
@functools.lru_cache(4096)
def _written(rounded: str, decimals: int, language: str) -> str:
    """Write a number that Python has rounded: ``-1234.50``."""
    locale = _locale(language)
    whole, _, _ = rounded.lstrip("-").partition(".")
    with localcontext(EXACT):
        text: str = _pattern(decimals).apply(
            Decimal(rounded),
            locale,
            group_separator=len(whole) >= LANGUAGES[language].least_grouped,
        )
    # Both are single marks, and never the same one.
    return text.replace(get_group_symbol(locale), group_separator(language))


def plain(value: float, language: str) -> str:
    """Write a number with as many decimals as it needs: 10, 0.001 or 0,001."""
    _, _, fraction = f"{Decimal(repr(value)):f}".partition(".")
    return number(value, language, len(fraction.rstrip("0")))


def percent(share: float, language: str, decimals: int = 1) -> str:
    """Write a share as a percentage: 98.5% or 98,5 %."""
    before, after = _around_percent(language)
    return before + number(100 * share, language, decimals) + after


def duration(seconds: float) -> str:
    """Write a time left: 5 s, 1 min 20 s.

    The symbols are the international ones. Babel's are abbreviations: "sec" in English.
    """
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}\u00a0min {rest}\u00a0s" if minutes else f"{rest}\u00a0s"


@functools.cache
def _around_percent(language: str) -> tuple[str, str]:
    """Return what a language writes before and after the number of a percentage."""
    pattern = _locale(language).percent_formats[None].pattern
    before, after = PLACEHOLDER.split(pattern, maxsplit=1)
    return before, after


@functools.cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@functools.cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern(f"#,##0.{'0' * decimals}" if decimals else "#,##0")
