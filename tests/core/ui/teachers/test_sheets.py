"""The sheets have every text of the page for teachers, and pupils get no answers."""

import re

import pytest

from core.i18n import LANGUAGES, translations
from core.lessons import markdown, teachers
from core.lessons.teachers import Medium, PartId
from core.ui import layout
from core.ui.teachers import sheets
from core.ui.teachers.sheets import Sheet
from scripts import make_sheets
from tests.support.lesson_text import text_of
from tests.support.visitor_language import in_language

BASE = "https://school.example/trazo"
PUPILS = list(sheets.PLANS)


@pytest.fixture(params=LANGUAGES)
def language(request):
    """Each language."""
    return request.param


def words(html):
    """Return the visible words of a page, with single spaces."""
    body = html.partition("<body>")[2] or html
    return " ".join(text_of(re.sub(r"(?=<)", " ", body)).split())


def shown(text, language):
    """Return how a piece of the page reads on a sheet without an address."""
    names = sheets.page_names(translations(language).gettext)
    medium = Medium("", names.__getitem__, is_paper=True)
    return words(teachers.html(text, medium))


def test_the_teachers_sheet_has_every_part_but_the_python(language):
    sheet = words(sheets.write(Sheet.TEACHER, language))
    taken = 0
    for part in teachers.guide(language).parts:
        assert (shown(part.text, language) in sheet) == (part.id is not None)
        taken += part.id is not None
    assert taken == len(PartId)
    for question in teachers.questions(language):
        assert shown(question.answer, language) in sheet


@pytest.mark.parametrize("kind", PUPILS)
def test_a_pupils_sheet_has_what_to_guess_and_see_and_no_answer(kind, language):
    html = sheets.write(kind, language)
    sheet = words(html)
    plan = teachers.guide(language).part(sheets.PLANS[kind])
    guesses = [
        each for lesson in teachers.lessons_of(plan) for each in lesson if each.guess
    ]
    assert len(guesses) >= 6
    for each in guesses:
        assert shown(each.task, language) in sheet
        assert shown(each.guess, language) in sheet
    # The guess comes before the task, with a line to write it on.
    parts = html.split('<article class="guess">')[1:]
    boxes = [part.partition("</article>")[0] for part in parts]
    assert len(boxes) == len(guesses)
    for each, box in zip(guesses, boxes, strict=True):
        box_words = words(box)
        guess, task = shown(each.guess, language), shown(each.task, language)
        assert box_words.index(guess) < box_words.index(task)
        assert box.count('class="lines') == 2
    for question in teachers.questions(language):
        assert shown(question.answer, language) not in sheet


@pytest.mark.parametrize(
    ("kind", "asked"),
    [(Sheet.PUPIL_45, [1, 6, 8]), (Sheet.PUPIL_100, [1, 2, 3, 5, 4, 6, 7, 8])],
)
def test_a_pupils_sheet_ends_each_lesson_with_the_questions_of_its_plan(
    kind, asked, language
):
    html = sheets.write(kind, language)
    found = re.findall(r'<li value="(\d+)">(.*?)<p ', html, re.DOTALL)
    assert [int(n) for n, _ in found] == asked
    questions = teachers.questions(language)
    for n, text in found:
        assert words(text) == shown(questions[int(n) - 1].text, language)


@pytest.mark.parametrize("kind", PUPILS)
def test_a_pupils_sheet_has_the_words_of_the_glossary(kind, language):
    sheet = words(sheets.write(kind, language))
    terms = markdown.glossary(language)
    for term in sheets.WORDS:
        definition = words(markdown.plain(terms[term].definition))
        assert f"{terms[term].name} {definition}" in sheet


@pytest.mark.parametrize("kind", PUPILS)
def test_each_part_has_a_qr_code_where_the_address_is_known(kind):
    plan = teachers.guide("en").part(sheets.PLANS[kind])
    linked = sum(
        bool(each.link and each.guess)
        for lesson in teachers.lessons_of(plan)
        for each in lesson
    )
    assert sheets.write(kind, "en").count("<svg") == 0
    assert sheets.write(kind, "en", BASE).count("<svg") == linked > 5


@pytest.mark.parametrize("kind", Sheet)
def test_a_sheet_is_one_a4_page_file_without_scripts(kind, language):
    html = sheets.write(kind, language, BASE)
    assert f'<html lang="{language}">' in html
    assert "size: A4" in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!https://school\.example/trazo/)', html)
    assert html.count("<h1>") == html.count("<title>") == 1


def test_the_pages_are_called_as_in_the_menu(language):
    names = sheets.page_names(translations(language).gettext)
    assert names == in_language(
        language, lambda: {page.path: page.title() for page in layout.PAGES}
    )


def test_the_page_has_the_name_that_its_document_has(language):
    assert teachers.guide(language).title == in_language(
        language, layout.TEACHERS.title
    )


def test_the_script_writes_what_the_page_offers(tmp_path):
    written = make_sheets.write(tmp_path / "new", f"{BASE}/")
    assert len(written) == len(Sheet) * len(LANGUAGES) == len(set(written))
    for language in LANGUAGES:
        for kind in Sheet:
            path = tmp_path / "new" / sheets.file_name(kind, language)
            assert path.read_text("utf-8") == sheets.write(kind, language, BASE)
