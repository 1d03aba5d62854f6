"""Sheets to print on A4: one for the teacher, and one for pupils for each plan."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import segno
from markupsafe import Markup

from core import i18n
from core.lessons import markdown, teachers
from core.lessons.teachers import Activity, Guide, Medium, PartId
from core.ui.html import render

TEACHER_TEMPLATE = Path(__file__).parent / "teacher_sheet.html"
PUPIL_TEMPLATE = Path(__file__).parent / "pupil_sheet.html"
STYLE = Path(__file__).parent / "sheet.css"
# Of the glossary, in the order in which the lessons need them.
WORDS = (
    "neural-network",
    "training-set",
    "test-set",
    "parameters",
    "epoch",
    "loss",
    "accuracy",
    "overfitting",
    "bias",
)
# Millimetres of a square of a QR code, which has some 60 of them with its border.
QR_SQUARE = 0.42
# Of white squares around it: as many as the standard asks for.
QR_BORDER = 4


class Sheet(StrEnum):
    """A sheet; the value is part of the name of its file."""

    TEACHER = "teacher"
    PUPIL_45 = "pupil-45"
    PUPIL_100 = "pupil-100"


PLANS = {Sheet.PUPIL_45: PartId.PLAN_45, Sheet.PUPIL_100: PartId.PLAN_100}
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Guess:
    """A thing to see on a sheet, with room for what a pupil expects.

    Attributes:
        minutes: In words.
        page: Name of the page of the app.
        task: What to do, as HTML.
        question: To be answered before, as HTML.
        code: QR code of the page's link, as SVG; empty where the address is unknown.
    """

    minutes: str
    page: str
    task: Markup
    question: Markup
    code: Markup


@dataclass(frozen=True)
class Lesson:
    """A lesson on a pupil's sheet.

    Attributes:
        title: Heading; empty where it is the only one.
        guesses: The things to see.
        questions: Those to finish with, as HTML, by their numbers.
    """

    title: str
    guesses: Sequence[Guess]
    questions: Sequence[tuple[int, Markup]]


def file_name(sheet: Sheet, language: str) -> str:
    """Return what the file of a sheet is called."""
    return f"trazo-{sheet}.{language}.html"


def write(sheet: Sheet, language: str, base: str = "") -> str:
    """Return a sheet as an HTML page that needs no other file.

    Args:
        sheet: Which one.
        language: A key of `core.i18n.LANGUAGES`.
        base: Where pupils reach the app, without a slash at the end; empty where that
            is unknown: there are no QR codes then.
    """
    t = i18n.translations(language).gettext
    guide = teachers.guide(language)
    medium = Medium(base, lambda path: page_names(t)[path], is_paper=True)
    if sheet is Sheet.TEACHER:
        return _teacher(guide, language, medium, t)
    return _pupil(guide, PLANS[sheet], language, medium, t)


def page_names(t: Translate) -> dict[str, str]:
    """Return the names of the pages by their paths.

    Args:
        t: Translates a text: a sheet is written where there may be no visitor.
    """
    return {
        "/": t("Home"),
        "/data": t("Data"),
        "/network": t("Network"),
        "/train": t("Train"),
        "/evaluate": t("Evaluate"),
        "/draw": t("Draw"),
        "/inside": t("Inside"),
    }


def _teacher(guide: Guide, language: str, medium: Medium, t: Translate) -> str:
    return render(
        TEACHER_TEMPLATE,
        language=language,
        style=_style(),
        title=t("Sheet for the teacher"),
        parts=[
            (part.title, Markup(teachers.html(part.text, medium)))
            for part in guide.parts
            if part.id is not None
        ],
    )


def _pupil(
    guide: Guide, plan: PartId, language: str, medium: Medium, t: Translate
) -> str:
    lessons = teachers.lessons_of(guide.part(plan))
    terms = markdown.glossary(language)
    return render(
        PUPIL_TEMPLATE,
        language=language,
        style=_style(),
        title=t("Sheet for pupils"),
        advice=t(
            "Write down what you expect before you look. A wrong guess costs nothing."
        ),
        name=t("Name"),
        date=t("Date"),
        first=t("Before I look, I think:"),
        afterwards=t("What I saw, and why:"),
        finish=t("To finish"),
        words=t("Words of the lesson"),
        lessons=[
            _lesson(
                t("Lesson {n}").format(n=place) if len(lessons) > 1 else "",
                lesson,
                language,
                medium,
            )
            for place, lesson in enumerate(lessons, 1)
        ],
        terms=[
            (terms[term].name, Markup(markdown.plain(terms[term].definition)))
            for term in WORDS
        ],
    )


def _lesson(
    title: str, lesson: Sequence[Activity], language: str, medium: Medium
) -> Lesson:
    asked = teachers.questions(language)
    closing = [each for each in lesson if not each.guess and not each.link]
    numbers = [int(n) for each in closing for n in re.findall(r"\d+", each.task)]
    return Lesson(
        title,
        [_guess(each, medium) for each in lesson if each.guess],
        [(n, Markup(teachers.inline_html(asked[n - 1].text, medium))) for n in numbers],
    )


def _guess(activity: Activity, medium: Medium) -> Guess:
    path, _, _ = activity.link.partition("?")
    return Guess(
        f"{activity.first}\u2013{activity.last}\u00a0min",
        medium.page_name(path) if activity.link else "",
        Markup(teachers.inline_html(activity.task, medium)),
        Markup(teachers.inline_html(activity.guess, medium)),
        _code(medium.base + activity.link)
        if medium.base and activity.link
        else Markup(),
    )


def _code(link: str) -> Markup:
    code = segno.make(link, micro=False, error="l")
    return Markup(
        code.svg_inline(
            scale=QR_SQUARE, unit="mm", border=QR_BORDER, light="white", omitsize=False
        )
    )


def _style() -> Markup:
    return Markup(STYLE.read_text(encoding="utf-8"))
