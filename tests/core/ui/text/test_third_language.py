"""A third language is one line of `core.i18n`, and its texts."""

import shutil

import pytest
from babel.messages.pofile import write_po
from streamlit.testing.v1 import AppTest

from core import i18n
from core.export import files
from core.lessons import markdown
from core.ui import layout
from scripts import update_translations
from tests.support.exported import ARTICLE
from tests.support.patience import PATIENCE_SECONDS
from tests.support.visitor_language import HOME_HEADING

LOCALES = i18n.LOCALES
LESSONS = markdown.FOLDER
# The whole line of `core.i18n.LANGUAGES`; Babel knows the rest.
GERMAN = i18n.Language()
FULL = "The server’s disk is full. Tell the person who runs it, and try again."
FULL_IN_GERMAN = (
    "Die Festplatte des Servers ist voll. Sag es der Person, die ihn betreut."
)
NOT_TRANSLATED = "Language"
CACHES = (
    i18n.translations,
    markdown.lesson_files,
    markdown.lesson,
    markdown.glossary,
    markdown.sources,
)


def in_made_up_german(text):
    """Return a translation that nobody takes for the source."""
    return f"«{text}»"


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    """The line, a catalogue made by the script, and lessons; all but one text done."""
    folder = tmp_path_factory.mktemp("german")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(i18n.LANGUAGES, "de", GERMAN)
        patch.setattr(i18n, "LOCALES", folder / "locales")
        patch.setattr(markdown, "FOLDER", folder / "lessons")
        update_translations_of_german()
        for language in ("es", "en"):
            shutil.copytree(LESSONS / language, folder / "lessons" / language)
        shutil.copytree(LESSONS / "en", folder / "lessons" / "de")
        for path in (folder / "lessons" / "de").glob("*.md"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("Try it.", "Probier es."), encoding="utf-8")
        for cache in CACHES:
            cache.cache_clear()
        yield
    for cache in CACHES:
        cache.cache_clear()


def update_translations_of_german():
    """Translate as a person does: run the script, fill in, run it again."""
    shutil.copytree(LOCALES, i18n.LOCALES)
    texts = update_translations.extract()
    update_translations.update("de", texts)
    for message in (translated := update_translations.read("de")):
        if message.id in ("", NOT_TRANSLATED):
            continue
        if isinstance(message.id, tuple):
            message.string = tuple(map(in_made_up_german, message.id))
        else:
            message.string = in_made_up_german(message.id)
    translated.get(FULL).string = FULL_IN_GERMAN
    with update_translations.po_path("de").open("wb") as file:
        write_po(file, translated)
    update_translations.update("de", texts)


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
        "60.000",
        "98,5\u00a0%",
        ",.",
    ]


def test_a_text_that_is_not_translated_yet_is_in_english(german):
    assert i18n.translations("de").gettext(NOT_TRANSLATED) == NOT_TRANSLATED
    assert i18n.translations("es").gettext(NOT_TRANSLATED) == "Idioma"


@pytest.mark.parametrize("page", layout.PAGES, ids=lambda page: page.path)
def test_every_page_is_in_the_third_language(german, open_with, page):
    opened = open_with(page.script, lang="de")
    (menu,) = [each for each in opened.button_group if each.key == "lang"]
    assert list(menu.options) == ["ES", "EN", "DE"]
    title = opened.title[0].value
    assert title.startswith("«")
    assert title.endswith("»")
    assert (title == in_made_up_german(HOME_HEADING)) == (page is layout.HOME)
    shown = "".join(element.proto.body for element in opened.get("html"))
    assert "Probier es." in shown
    assert "Try it." not in shown


def test_exported_python_is_in_the_third_language(german):
    source = files.script(ARTICLE, "de")
    comments = [line for line in source.splitlines() if line.startswith("# ")]
    assert "# 4. «Define the network»" in comments
    assert source.startswith('"""«A network that reads')
    english = files.script(ARTICLE, "en")
    assert source.count("model.add(") == english.count("model.add(")
    assert "«" not in english
