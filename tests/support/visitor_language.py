"""Says texts in a language outside a running page."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import TypeVar
from unittest import mock

from core.ui import layout
from core.ui.text import translate

Said = TypeVar("Said")

# The heading of the first page says what the app is, and not the page's name.
HOME_HEADING = "A machine that learns to read digits"


def in_language(language: str, say: Callable[[], Said]) -> Said:
    """Return what a function says to a visitor of a language.

    Args:
        language: A key of `core.i18n.LANGUAGES`.
        say: Calls `t`, which reads the language from the session.
    """
    visit = SimpleNamespace(identity=SimpleNamespace(language=language))
    with mock.patch.object(translate, "session", return_value=visit):
        return say()


def heading(page: layout.Page, language: str) -> str:
    """Return the heading of a page in a language."""
    if page is layout.HOME:
        return in_language(language, lambda: translate.t(HOME_HEADING))
    return in_language(language, page.title)
