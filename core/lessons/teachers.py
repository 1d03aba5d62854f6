"""Reads the page for teachers in `docs`: parts, plans, questions with answers."""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from core.i18n import DEFAULT_LANGUAGE

FOLDER = Path(__file__).parent.parent.parent / "docs"
# Names a part for both languages, before its heading; GitHub does not show it.
HEADING = re.compile(
    r"^(?:<!-- (?P<id>[a-z0-9-]+) -->\n)?## (?P<title>.+)$", re.MULTILINE
)
# The line with the links to the other language and to the README.
WAY_BACK = re.compile(r"^\*\[.+$\n", re.MULTILINE)
# A page of the app with its parameters: `/train?lang=en&train_epochs=3`.
LINK = re.compile(r"(?P<path>/\w*)\?[\w=&.]+")
ROW = re.compile(
    r"^\| (?P<first>\d+)\u2013(?P<last>\d+) \| (?P<task>[^|]+) \| (?P<guess>[^|]*)\| "
    r"(?:`(?P<link>[^`|]+)` )?\|$",
    re.MULTILINE,
)
QUESTION = re.compile(
    r"^\d+\. \*\*(?P<text>.+?)\*\*\s+(?P<answer>.+?)(?=\n\d+\. \*\*|\n\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


class PartId(StrEnum):
    """The parts that the sheets take, as the comment before each heading names them."""

    GOALS = "goals"
    KNOWLEDGE = "knowledge"
    PREPARE = "prepare"
    PLAN_45 = "plan-45"
    PLAN_100 = "plan-100"
    EXPECT = "expect"
    QUESTIONS = "questions"
    CLASS = "class"
    KEPT = "kept"
    WRONG = "wrong"


@dataclass(frozen=True)
class Part:
    """A part of the page, under a heading of the second level.

    Attributes:
        id: The same in all languages; None for a part that no sheet takes.
        title: Heading as plain text.
        text: Markdown below the heading.
    """

    id: PartId | None
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    """The page for teachers in one language.

    Attributes:
        title: Its first heading.
        opening: Markdown before the first part.
        parts: In their order.
    """

    title: str
    opening: str
    parts: tuple[Part, ...]

    def part(self, part_id: PartId) -> Part:
        """Return a part.

        Raises:
            KeyError: The page has no such part.
        """
        for part in self.parts:
            if part.id is part_id:
                return part
        raise KeyError(part_id)


@dataclass(frozen=True)
class Activity:
    """One line of a plan.

    Attributes:
        first: Minute of the lesson in which it begins.
        last: Minute in which it ends.
        task: What the class does, Markdown.
        guess: Question to answer before the thing is seen; empty for none.
        link: Page of the app with parameters; empty for none.
    """

    first: int
    last: int
    task: str
    guess: str
    link: str


@dataclass(frozen=True)
class Question:
    """A question with its answer, as Markdown of one paragraph each."""

    text: str
    answer: str


@dataclass(frozen=True)
class Medium:
    """What a text is shown on.

    Attributes:
        base: Where the app is, without a slash at the end; empty where nobody knows.
        page_name: Returns the name of the app's page with a path.
        is_paper: Whether it cannot be pressed: addresses are written out.
        table_label: What a screen reader calls a table that scrolls.
    """

    base: str
    page_name: Callable[[str], str]
    is_paper: bool = False
    table_label: str = ""


@functools.cache
def guide(language: str) -> Guide:
    """Return the page for teachers.

    Args:
        language: A key of `core.i18n.LANGUAGES`.
    """
    path = FOLDER / f"teachers.{language}.md"
    if not path.exists():
        # Of a language that has the texts of the pages, and not yet this one.
        path = FOLDER / f"teachers.{DEFAULT_LANGUAGE}.md"
    text = path.read_text(encoding="utf-8")
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    title, _, opening = text[: headings[0].start()].partition("\n")
    return Guide(
        title.removeprefix("# "),
        WAY_BACK.sub("", opening).strip(),
        tuple(
            Part(
                PartId(heading["id"]) if heading["id"] else None,
                heading["title"],
                text[heading.end() : end].strip(),
            )
            for heading, end in zip(headings, ends, strict=True)
        ),
    )


def lessons_of(plan: Part) -> tuple[tuple[Activity, ...], ...]:
    """Return the lessons of a plan, each with its activities in their order."""
    found: list[list[Activity]] = []
    for row in ROW.finditer(plan.text):
        if row["first"] == "0":
            found.append([])
        found[-1].append(
            Activity(
                int(row["first"]),
                int(row["last"]),
                row["task"].strip(),
                row["guess"].strip(),
                row["link"] or "",
            )
        )
    return tuple(tuple(lesson) for lesson in found)


def questions(language: str) -> tuple[Question, ...]:
    """Return the questions with their answers, in their order."""
    text = guide(language).part(PartId.QUESTIONS).text
    return tuple(
        Question(_one_line(found["text"]), _one_line(found["answer"]))
        for found in QUESTION.finditer(text)
    )


def html(text: str, medium: Medium) -> str:
    """Return a piece of the page as HTML.

    A link to another document becomes its words: the app does not know where the
    project's documents are.

    Args:
        text: Markdown.
        medium: What the text is shown on.
    """
    rendered: str = _markdown().render(text, {"medium": medium})
    return rendered


def inline_html(text: str, medium: Medium) -> str:
    """Return Markdown of one paragraph as HTML without the paragraph; see `html`."""
    rendered: str = _markdown().renderInline(text, {"medium": medium})
    return rendered


def _one_line(text: str) -> str:
    return " ".join(text.split())


@functools.cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.core.ruler.push("teachers", _adapt)
    return markdown


def _adapt(state: StateCore) -> None:
    """Have links lead into the app and nowhere else, and let wide tables scroll."""
    medium: Medium = state.env["medium"]
    for token in state.tokens:
        if token.children:
            token.children = [
                new for old in token.children for new in _adapted(old, medium)
            ]
    state.tokens = [new for old in state.tokens for new in _boxed(old, medium)]


def _boxed(token: Token, medium: Medium) -> Sequence[Token]:
    """Return a token, with a table in a box that scrolls where a screen is narrow."""
    if token.type == "table_open" and not medium.is_paper:
        attributes: dict[str, str | int | float] = {
            "class": "scrolled",
            "role": "region",
            "tabindex": "0",
            "aria-label": medium.table_label,
        }
        return (Token("box_open", "div", 1, attrs=attributes, block=True), token)
    if token.type == "table_close" and not medium.is_paper:
        return (token, Token("box_close", "div", -1, block=True))
    return (token,)


def _adapted(token: Token, medium: Medium) -> Sequence[Token]:
    if token.type in ("link_open", "link_close"):
        return ()
    found = LINK.fullmatch(token.content) if token.type == "code_inline" else None
    if found is None:
        return (token,)
    target = medium.base + token.content
    opening = Token(
        "link_open",
        "a",
        1,
        attrs={"href": target, "target": "_blank", "rel": "noopener"},
    )
    name = Token("text", "", 0, content=medium.page_name(found["path"]))
    shown = (opening, name, Token("link_close", "a", -1))
    if not medium.is_paper:
        return shown
    written = Token("code_inline", "code", 0, attrs={"class": "address"})
    written.content = target
    return (*shown, written)
