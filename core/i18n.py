"""Texts and numbers in the visitor's language."""

import functools
import gettext
from decimal import Decimal
from pathlib import Path

LANGUAGES = {"es": "Español", "en": "English"}
DEFAULT_LANGUAGE = "en"
LOCALES = Path(__file__).parent / "locales"
DOMAIN = "trazo"
# Between groups of three digits. Spanish: RAE, Ortografía: a thin space that does
# not break, and none in a number of four digits.
GROUP_SEPARATOR = {"es": "\u202f", "en": ","}
DECIMAL_MARK = {"es": ",", "en": "."}


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
    whole, _, fraction = f"{abs(value):,.{decimals}f}".partition(".")
    digits = whole.replace(",", "")
    if language == "es" and len(digits) <= 4:
        whole = digits
    sign = "-" if value < 0 else ""
    text = sign + whole.replace(",", GROUP_SEPARATOR[language])
    return f"{text}{DECIMAL_MARK[language]}{fraction}" if fraction else text


def plain(value: float, language: str) -> str:
    """Write a number with as many decimals as it needs: 10, 0.001 or 0,001."""
    _, _, fraction = f"{Decimal(repr(value)):f}".partition(".")
    return number(value, language, len(fraction.rstrip("0")))


def percent(share: float, language: str, decimals: int = 1) -> str:
    """Write a share as a percentage: 98.5% or 98,5 %."""
    space = "\u00a0" if language == "es" else ""
    return f"{number(100 * share, language, decimals)}{space}%"


def duration(seconds: float) -> str:
    """Write a time left: 5 s, 1 min 20 s; the same in both languages."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}\u00a0min {rest}\u00a0s" if minutes else f"{rest}\u00a0s"
