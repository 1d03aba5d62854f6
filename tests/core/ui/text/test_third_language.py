"""A third language is one line of `core.i18n`, and its texts."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from core import i18n
from scripts import update_translations
from tests.support.patience import PATIENCE_SECONDS

# German with the group mark of Switzerland: an apostrophe.
NUMBERS = i18n.Language("Deutsch", ".", "\u2019", 4, "\u00a0%")
FULL = "The disk is full: make some room and try again."
FULL_IN_GERMAN = "Die Festplatte ist voll: Schaff Platz und versuch es noch einmal."


@pytest.fixture
def german(monkeypatch, tmp_path):
    """The line, and a catalogue made by the script with one text translated."""
    monkeypatch.setitem(i18n.LANGUAGES, "de", NUMBERS)
    shutil.copytree(i18n.LOCALES, tmp_path / "locales")
    monkeypatch.setattr(i18n, "LOCALES", tmp_path / "locales")
    catalogue = update_translations.extract()
    catalogue.get(FULL).string = FULL_IN_GERMAN
    update_translations.update("de", catalogue)
    i18n.translations.cache_clear()
    yield
    i18n.translations.cache_clear()


def say():
    """Show a text, a number, a share and what Plotly is given, as a page would."""
    import streamlit as st  # noqa: PLC0415  the source of this function is a script

    from core.errors import DiskFull  # noqa: PLC0415  as above
    from core.ui.state.session import session  # noqa: PLC0415  as above
    from core.ui.text.error_messages import sentence  # noqa: PLC0415  as above
    from core.ui.text.translate import (  # noqa: PLC0415  as above
        number,
        percent,
        separators,
    )

    session().identity.language = "de"
    for text in (sentence(DiskFull()), number(60000), percent(0.985), separators()):
        st.text(text)


def test_a_browser_that_wants_it_gets_it(german):
    assert i18n.choose("de-CH", "en") == "de"


def test_texts_and_numbers_are_in_the_third_language(german, engine, trazo_home):
    page = AppTest.from_function(say, default_timeout=PATIENCE_SECONDS).run()
    assert not page.exception
    assert [text.value for text in page.text] == [
        FULL_IN_GERMAN,
        "60\u2019000",
        "98.5\u00a0%",
        ".\u2019",
    ]


def test_a_text_that_is_not_translated_yet_is_in_english(german):
    assert i18n.translations("de").gettext("Language") == "Language"
    assert i18n.translations("es").gettext("Language") == "Idioma"


def test_the_menu_offers_it(german, open_page):
    page = open_page("app.py").run()
    assert not page.exception
    (menu,) = [each for each in page.button_group if each.key == "lang"]
    assert list(menu.options) == ["ES", "EN", "DE"]
