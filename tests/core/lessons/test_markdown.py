"""Lessons, glossary and sources are complete and agree in both languages."""

import re

import pytest

from core.i18n import LANGUAGES, group_separator
from core.lessons import markdown
from core.lessons.markdown import (
    FOLDER,
    GLOSSARY,
    QUESTIONS,
    SOURCES,
    glossary,
    lesson,
    lesson_files,
    plain,
    references,
    sources,
    terms_of,
    within,
)
from core.settings.network import NetworkSpec
from core.ui import layout
from tests.support.lesson_text import all_of, numbers_in, text_of

STEPS = tuple(lesson_files("en"))
IDS = sorted(glossary("en"))
EACH_LESSON = [(step, language) for language in LANGUAGES for step in STEPS]


def everything(language):
    """Return all lessons and definitions in a language, as HTML."""
    definitions = [term.definition for term in glossary(language).values()]
    return "\n".join([*(all_of(step, language) for step in STEPS), *definitions])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_files(language):
    files = {path.name for path in (FOLDER / language).iterdir()}
    assert files == {*lesson_files("en").values(), GLOSSARY, SOURCES, QUESTIONS}


def test_lessons_are_found_by_the_names_of_their_files(tmp_path, monkeypatch):
    monkeypatch.setattr(markdown, "FOLDER", tmp_path)
    (tmp_path / "fr").mkdir()
    for name in ("bias.md", "10-share.md", "9-more.md", GLOSSARY, SOURCES, "note.txt"):
        (tmp_path / "fr" / name).write_text("# Titre\n", encoding="utf-8")
    found = lesson_files.__wrapped__("fr")
    assert dict(found) == {9: "9-more.md", 10: "10-share.md", "bias": "bias.md"}
    assert list(found) == [9, 10, "bias"]


def test_a_file_that_is_named_like_no_lesson_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(markdown, "FOLDER", tmp_path)
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "Plus 9.md").touch()
    with pytest.raises(ValueError, match="Plus 9"):
        lesson_files.__wrapped__("fr")


def test_every_step_of_a_page_has_a_lesson():
    taught = {step for page in layout.PAGES for step in page.steps}
    assert taught == {step for step in STEPS if isinstance(step, int)}


@pytest.mark.parametrize("step", STEPS)
def test_a_lesson_refers_to_the_same_terms_in_both_languages_in_the_same_order(step):
    assert references(all_of(step, "es")) == references(all_of(step, "en"))


@pytest.mark.parametrize("step", STEPS)
def test_a_lesson_is_built_alike_in_both_languages(step):
    spanish, english = (
        [
            re.findall(r"<(\w+)", part)
            for part in (found.opening, found.task, found.answer, found.more)
        ]
        for found in (lesson(step, "es"), lesson(step, "en"))
    )
    assert spanish == english


@pytest.mark.parametrize("step", STEPS)
def test_a_lesson_says_the_same_numbers_in_both_languages(step):
    spanish, english = (
        sorted(numbers_in(all_of(step, language), language)) for language in LANGUAGES
    )
    assert spanish == english


@pytest.mark.parametrize(("step", "language"), EACH_LESSON)
def test_a_lesson_explains_a_term_once(step, language):
    terms = references(all_of(step, language))
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize(("step", "language"), EACH_LESSON)
def test_what_is_open_is_short_and_a_lesson_has_at_most_300_words(step, language):
    found = lesson(step, language)
    title, opening, task, answer, more = (
        len(text_of(part).split())
        for part in (found.title, found.opening, found.task, found.answer, found.more)
    )
    assert 0 < title <= 4
    assert opening <= 60
    assert task <= 50
    # What is behind a press, where somebody asks for it, is no part of the lesson.
    assert 0 < answer <= 40
    assert more >= 100
    assert title + opening + task + more <= 300


@pytest.mark.parametrize(("step", "language"), EACH_LESSON)
def test_a_lesson_has_something_to_try_with_a_question_and_a_caveat(step, language):
    found = lesson(step, language)
    bold = re.compile(r"<p><strong>(.+?)</strong>")
    task, caveat = {
        "es": ("Pruébalo.", "Conviene saber."),
        "en": ("Try it.", "Good to know."),
    }[language]
    assert bold.findall(found.task) == [task]
    assert "?" in found.task
    assert bold.findall(found.more) == [caveat]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_glossary_has_the_same_terms_and_defines_them_briefly(language):
    terms = glossary(language)
    assert sorted(terms) == IDS
    for term_id, term in terms.items():
        assert term.id == term_id
        assert term.name
        assert 0 < len(text_of(term.definition).split()) <= 45


@pytest.mark.parametrize("term", IDS)
def test_a_definition_refers_to_the_same_terms_in_both_languages(term):
    spanish, english = (
        sorted(references(glossary(language)[term].definition))
        for language in LANGUAGES
    )
    assert spanish == english
    assert term not in spanish


def test_the_glossary_is_sorted_by_name_without_regard_to_accents():
    names = [term.name for term in glossary("es").values()]
    assert names[:2] == ["Aciertos", "Activación"]
    assert names.index("Época") < names.index("Etiqueta") < names.index("Filtro")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reference_can_be_looked_up_and_every_term_is_met(language):
    met = {
        term for step in STEPS for term in terms_of(all_of(step, language), language)
    }
    assert met == set(glossary(language))


def test_the_terms_of_a_text_include_those_of_their_definitions():
    opening = lesson(2, "en").opening
    assert references(opening) == ("deep-learning",)
    found = terms_of(opening, "en")
    # First the definition's own terms, then those of their definitions.
    assert found[:3] == ("deep-learning", "machine-learning", "neural-network")
    assert {"artificial-intelligence", "weight"} < set(found[3:])


def test_a_term_that_is_not_in_the_glossary_is_an_error():
    with pytest.raises(KeyError):
        terms_of('<button type="button" popovertarget="term-magic">x</button>', "en")


def test_a_term_becomes_a_button_that_opens_the_definition_of_its_place():
    html = within("step-2", lesson(2, "en").opening)
    assert (
        '<button type="button" class="term" popovertarget="step-2-term-deep-learning">'
        "deep learning</button>" in html
    )
    assert 'popovertarget="term-' not in html


def test_a_plain_definition_keeps_its_words_and_opens_nothing():
    definition = glossary("es")["activation"].definition
    assert "<button" in definition
    assert "<button" not in plain(definition)
    assert text_of(plain(definition)) == text_of(definition)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_markdown_is_left_over(language):
    text = text_of(everything(language) + sources(language))
    assert not re.search(r"\]\(|\*\*|(?<!\w)_\w|\w_(?!\w)|`|^#|<!--|\{#", text, re.M)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_is_a_source_and_opens_beside_the_app(language):
    assert "<a " not in everything(language)
    links = re.findall(r"<a [^>]+>", sources(language))
    assert len(links) == 16
    for link in links:
        assert re.fullmatch(
            r'<a href="https?://[^"]+" target="_blank" rel="noopener">', link
        )


def test_both_languages_name_the_same_sources():
    spanish, english = (
        re.findall(r'href="([^"]+)"', sources(language)) for language in LANGUAGES
    )
    assert spanish == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_numbers_are_grouped_as_the_language_does(language):
    text = text_of(everything(language))
    assert re.search(rf"\d{group_separator(language)}\d\d\d", text)
    # In Spanish a number of four digits has no groups.
    ungrouped = {"es": r"\d{5}", "en": r"\d{4}"}[language]
    assert not re.search(ungrouped, text)


def test_the_trial_of_step_4_holds():
    article = NetworkSpec().plan().parameters
    (block,) = NetworkSpec().blocks
    without_pooling = NetworkSpec(blocks=(type(block)(32, 3),)).plan()
    assert 3.9 < without_pooling.parameters / article < 4
    assert NetworkSpec(blocks=(block, block)).plan().parameters < article / 5
