"""The page for teachers: both languages agree, its plans add up, its figures hold."""

import json
import math
import re
from urllib.parse import parse_qs

import pytest

from core.config import Config
from core.i18n import LANGUAGES, decimal_mark, group_separator
from core.lessons import teachers
from core.lessons.teachers import Medium, PartId
from core.rooms.limits import KEPT_SECONDS
from core.settings import query_params
from core.settings.network import NetworkSpec
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.store import device_codes, tables
from core.ui.state import visitor_cookie
from tests.support.html_structure import structure
from tests.support.lesson_text import text_of
from tests.support.root import ROOT

PLANS = {PartId.PLAN_45: (45,), PartId.PLAN_100: (50, 50)}
BY_EYE = json.loads((ROOT / "tests/data/styles_by_eye.json").read_text("utf-8"))
SCREEN = Medium(
    "https://school.example/trazo",
    lambda path: {"/draw": "Draw"}[path],
    table_label="A",
)
DAY_SECONDS = 24 * 3600


@pytest.fixture(params=LANGUAGES)
def language(request):
    """Each language."""
    return request.param


def numbers(text, language):
    """Return the numbers of a text, written as in Python, links left out."""
    text = re.sub(r"`[^`]*`", "", text).replace(group_separator(language), "")
    text = re.sub(rf"(?<=\d)\{decimal_mark(language)}(?=\d)", ".", text)
    return sorted(re.findall(r"\d+(?:\.\d+)?", text))


def test_both_languages_have_the_same_parts_in_the_same_order():
    spanish, english = (
        [part.id for part in teachers.guide(name).parts] for name in LANGUAGES
    )
    assert spanish == english
    assert [part for part in spanish if part is not None] == list(PartId)


@pytest.mark.parametrize("part", PartId)
def test_a_part_says_the_same_numbers_in_both_languages(part):
    spanish, english = (
        numbers(teachers.guide(name).part(part).text, name) for name in LANGUAGES
    )
    assert spanish == english


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_fills_its_lessons_minute_by_minute(plan, language):
    lessons = teachers.lessons_of(teachers.guide(language).part(plan))
    assert tuple(lesson[-1].last for lesson in lessons) == PLANS[plan]
    for lesson in lessons:
        ends = [each.last for each in lesson]
        assert [each.first for each in lesson] == [0, *ends[:-1]]
        assert all(each.first < each.last for each in lesson)


@pytest.mark.parametrize("plan", PLANS)
def test_every_line_of_a_plan_is_read(plan, language):
    text = teachers.guide(language).part(plan).text
    lines = [line for line in text.splitlines() if re.match(r"\| \d", line)]
    lessons = teachers.lessons_of(teachers.guide(language).part(plan))
    assert len(lines) == sum(map(len, lessons)) > 5


@pytest.mark.parametrize("plan", PLANS)
def test_a_thing_to_see_has_a_guess_and_a_link_and_a_lesson_ends_with_questions(
    plan, language
):
    there = len(teachers.questions(language))
    for lesson in teachers.lessons_of(teachers.guide(language).part(plan)):
        *seen, closing = lesson
        for activity in seen:
            assert activity.guess.endswith("?")
            assert teachers.LINK.fullmatch(activity.link)
        assert not closing.guess
        assert not closing.link
        asked = [int(n) for n in re.findall(r"\d+", closing.task)]
        assert len(asked) >= 3
        assert set(asked) <= set(range(1, there + 1))


def test_the_second_plan_asks_every_question_once_or_more():
    (plan,) = (
        part for part in teachers.guide("en").parts if part.id is PartId.PLAN_100
    )
    asked = {
        int(n)
        for lesson in teachers.lessons_of(plan)
        for n in re.findall(r"\d+", lesson[-1].task)
    }
    assert asked == set(range(1, 9))


def test_both_languages_have_the_same_links():
    spanish, english = (
        [
            each.link.replace(f"lang={name}", "lang=")
            for plan in PLANS
            for lesson in teachers.lessons_of(teachers.guide(name).part(plan))
            for each in lesson
        ]
        for name in LANGUAGES
    )
    assert spanish == english


def test_a_link_that_trains_needs_less_than_the_recipe_for_a_class():
    """A run of a plan looks at fewer images, each epoch's test images included."""
    recipe = apply(Preset.CLASS, RunSettings())
    work = {}
    for plan in PLANS:
        for lesson in teachers.lessons_of(teachers.guide("en").part(plan)):
            for each in lesson:
                if each.link.startswith("/train?"):
                    query = {
                        key: value[0]
                        for key, value in parse_qs(each.link.partition("?")[2]).items()
                    }
                    settings, _ = query_params.from_query(query)
                    work[each.link] = settings.images * settings.epochs
    assert len(work) == 2
    assert max(work.values()) <= 1.25 * recipe.images * recipe.epochs


def test_there_are_eight_questions_with_answers(language):
    found = teachers.questions(language)
    assert len(found) == 8
    for question in found:
        assert "?" in question.text
        assert len(question.answer.split()) >= 8
        assert "**" not in question.text + question.answer


def test_every_question_of_the_page_is_read(language):
    text = teachers.guide(language).part(PartId.QUESTIONS).text
    read = "".join(q.text + q.answer for q in teachers.questions(language))
    written = re.sub(r"^\d+\. |\*\*", "", text, flags=re.MULTILINE)
    assert "".join(read.split()) == "".join(written.split())


def test_the_figures_of_questions_and_results_are_those_of_the_networks():
    article = NetworkSpec()
    (block,) = article.blocks
    plain = NetworkSpec(blocks=(type(block)(32, 3),)).plan()
    two = NetworkSpec(blocks=(block, block)).plan()

    def flat(plan):
        (size,) = (
            math.prod(before.shape)
            for before, after in zip(plan.layers, plan.layers[1:], strict=False)
            if after.shape == (128,)
        )
        return size

    questions = teachers.questions("en")
    assert 3.9 < plain.parameters / article.plan().parameters < 4
    assert numbers(questions[1].answer, "en") == sorted(
        map(str, (flat(plain), flat(article.plan()), 128))
    )
    assert str(flat(two)) in numbers(questions[2].answer, "en")
    settings = RunSettings()
    batches = math.ceil(settings.images / settings.batch_size)
    assert numbers(questions[4].answer, "en") == [str(batches)]
    (dense,) = (each for each in article.plan().layers if each.shape == (128,))
    said = numbers(teachers.guide("en").part(PartId.EXPECT).text, "en")
    assert {str(dense.parameters), str(article.plan().parameters)} <= set(said)


def test_the_counts_of_ones_and_sevens_were_counted_by_eye():
    said = numbers(teachers.guide("en").part(PartId.EXPECT).text, "en")
    counted = (
        BY_EYE["looked_at"],
        len(BY_EYE["one_with_upstroke"]),
        len(BY_EYE["barred_seven"]),
    )
    assert set(map(str, counted)) <= set(said)


def test_what_is_kept_and_for_how_long_is_what_the_code_does(language):
    kept = teachers.guide(language).part(PartId.KEPT).text
    days = f"{Config.kept_days:.0f}"
    assert Config.kept_days * DAY_SECONDS == visitor_cookie.COOKIE_SECONDS
    assert kept.count(days) >= 4
    assert device_codes.CODE_SECONDS == 600
    cookies = {
        value for name, value in vars(visitor_cookie).items() if name.endswith("COOKIE")
    }
    assert set(re.findall(r"`(trazo_\w+)`", kept)) == cookies
    # Each of them is in a row of the table, or counts nobody: a new one needs a row.
    assert {column.name for column in tables.workspaces.columns} == {
        "id",
        "made_at",
        "seen_at",
        "settings",
        "strokes",
        "answers",
    }
    assert set(tables.metadata.tables) == {
        "workspaces",
        "drawings",
        "runs",
        "checkpoints",
        "files",
        "device_codes",
        "deleted_workspaces",
        "idle_clock",
        # One row of the table stands for all of a class room.
        "rooms",
        "room_teachers",
        "seats",
        "votes",
        "class_drawings",
        "breaks",
    }
    assert KEPT_SECONDS == 4 * 3600
    assert f"class_room.{'es.' if language == 'es' else ''}md" in kept


def test_the_limits_of_a_class_are_those_of_the_code(language):
    said = teachers.guide(language).part(PartId.CLASS).text
    assert str(Config.queue_limit) in said
    assert f"{Config.unwatched_seconds:.0f}" in said


def test_a_link_into_the_app_becomes_one_and_a_link_to_a_document_its_words():
    found = teachers.html("`/draw?lang=en` and [the limits](hosting.md#limits)", SCREEN)
    assert found == (
        '<p><a href="https://school.example/trazo/draw?lang=en" target="_blank" '
        'rel="noopener">Draw</a> and the limits</p>\n'
    )


def test_paper_has_the_address_written_out():
    paper = Medium(SCREEN.base, SCREEN.page_name, is_paper=True)
    text = text_of(teachers.inline_html("`/draw?lang=en`", paper))
    assert text == "Drawhttps://school.example/trazo/draw?lang=en"


def test_no_address_and_no_name_of_a_table_changes_the_structure():
    plain = Medium("", lambda path: "Draw", table_label="A")
    hostile = Medium('"><b>', lambda path: "<b>", table_label='"><b>')
    table = "| a |\n| --- |\n| `/draw?lang=en` |\n"
    assert structure(teachers.html(table, hostile)) == structure(
        teachers.html(table, plain)
    )


def test_a_language_without_the_page_gets_the_english_one(monkeypatch, tmp_path):
    text = (teachers.FOLDER / "teachers.en.md").read_text("utf-8")
    (tmp_path / "teachers.en.md").write_text(text, "utf-8")
    monkeypatch.setattr(teachers, "FOLDER", tmp_path)
    assert teachers.guide.__wrapped__("de") == teachers.guide.__wrapped__("en")


def test_no_html_and_no_comment_is_left_over(language):
    guide = teachers.guide(language)
    for text in (guide.opening, *(part.text for part in guide.parts)):
        shown = text_of(teachers.html(text, Medium("", lambda path: "Page")))
        assert not re.search(r"<!--|\*\*|\]\(|`", shown)
