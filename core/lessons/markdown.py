"""Converts lessons, glossary and sources from Markdown to HTML."""

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

FOLDER = Path(__file__).parent
GLOSSARY = "glossary.md"
SOURCES = "sources.md"
# See `core.lessons.questions`.
QUESTIONS = "questions.md"
# Of a lesson's file: "3-prepare.md" is that of step 3, "bias.md" belongs to no step.
FILE_NAME = re.compile(r"(?:(?P<step>\d+)-)?(?P<name>[a-z-]+)\.md")
# The parts of a lesson, in this order, after its opening.
TASK, ANSWER, MORE = "<!-- task -->", "<!-- answer -->", "<!-- more -->"
# Scheme of a link to a term: [loss](glossary:loss).
SCHEME = "glossary:"
HEADING = re.compile(r"^## (?P<name>.+) \{#(?P<id>[a-z-]+)\}$", re.MULTILINE)
TARGET = re.compile(r'(?<= popovertarget=")term-(?P<id>[a-z-]+)(?=")')

BUTTON = re.compile(r'<button [^>]*class="term"[^>]*>(?P<name>.*?)</button>')
TOUCHED = re.compile(rf"[(«“]*{BUTTON.pattern}[,.;:!?)»”]*")


@dataclass(frozen=True)
class Lesson:
    """The lesson of a step.

    Attributes:
        title: Title as plain text.
        opening: HTML that is always visible: the main idea.
        task: HTML that is always visible: what to try, and a question about it.
        answer: HTML behind a press: the answer to that question.
        more: HTML behind "read on": the explanation.
    """

    title: str
    opening: str
    task: str
    answer: str
    more: str


@dataclass(frozen=True)
class Term:
    """A term of the glossary.

    Attributes:
        id: Id of the term, the same in all languages.
        name: Name as plain text.
        definition: Definition as inline HTML.
    """

    id: str
    name: str
    definition: str


@functools.cache
def lesson_files(language: str) -> Mapping[int | str, str]:
    """Return the names of the files with the lessons in a language.

    Returns:
        Each file by the step of the article that it teaches, or by its name where it
        belongs to none, first the steps in their order.

    Raises:
        ValueError: A file is named like none of both.
    """
    files: dict[int | str, str] = {}
    paths = (FOLDER / language).glob("*.md")
    for name in {path.name for path in paths} - {GLOSSARY, SOURCES, QUESTIONS}:
        match = FILE_NAME.fullmatch(name)
        if match is None:
            raise ValueError(f"{name} is no name of a lesson")
        files[int(match["step"]) if match["step"] else match["name"]] = name
    ordered = sorted(files, key=lambda step: (isinstance(step, str), step))
    return MappingProxyType({step: files[step] for step in ordered})


@functools.cache
def lesson(step: int | str, language: str) -> Lesson:
    """Return the lesson of a step.

    Args:
        step: Step of the article, 1 to 8, or the name of a lesson that belongs to none.
        language: Language of the text, a key of `core.i18n.LANGUAGES`.
    """
    heading, _, text = read(language, lesson_files(language)[step]).partition("\n")
    parts: list[str] = []
    for mark in (TASK, ANSWER, MORE):
        part, _, text = text.partition(mark)
        parts.append(_html(part))
    opening, task, answer = parts
    return Lesson(heading.removeprefix("# "), opening, task, answer, _html(text))


@functools.cache
def glossary(language: str) -> Mapping[str, Term]:
    """Return all terms by their ids, sorted by name."""
    text = read(language, GLOSSARY)
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    terms = [
        Term(
            heading["id"],
            heading["name"],
            _markdown().renderInline(text[heading.end() : end].strip()),
        )
        for heading, end in zip(headings, ends, strict=True)
    ]
    terms.sort(key=lambda term: _letters(term.name))
    return MappingProxyType({term.id: term for term in terms})


@functools.cache
def sources(language: str) -> str:
    """Return the lessons' sources as HTML."""
    return _html(read(language, SOURCES))


def terms_of(html: str, language: str) -> tuple[str, ...]:
    """Return the ids of the terms that a piece of HTML uses, directly or not.

    Args:
        html: HTML of a lesson or of a definition.
        language: Language of the text, a key of `core.i18n.LANGUAGES`.

    Returns:
        Each id once: first the terms in the HTML, then those in their definitions, and
        so on.

    Raises:
        KeyError: A term is not in the glossary.
    """
    ids = dict.fromkeys(references(html))
    queue = list(ids)
    for term in queue:
        for other in references(glossary(language)[term].definition):
            if other not in ids:
                ids[other] = None
                queue.append(other)
    return tuple(ids)


def references(html: str) -> tuple[str, ...]:
    """Return the ids of the terms in a piece of HTML, in order, with repetitions."""
    return tuple(match["id"] for match in TARGET.finditer(html))


def within(place: str, html: str) -> str:
    """Return HTML whose terms open the definitions of one part of a page.

    Args:
        place: Prefix of the ids in that part, since an id must be unique on a page.
        html: HTML of a lesson or of a definition.
    """
    return TARGET.sub(rf"{place}-term-\g<id>", html)


def plain(html: str) -> str:
    """Return HTML with its terms as plain text, for the full list of definitions.

    Args:
        html: HTML of a definition.
    """
    return BUTTON.sub(r"\g<name>", html)


def read(language: str, name: str) -> str:
    """Return the text of a file.

    Args:
        language: A key of `core.i18n.LANGUAGES`.
        name: Of the file.
    """
    return (FOLDER / language / name).read_text(encoding="utf-8")


def _html(text: str) -> str:
    html: str = _markdown().render(text)
    # A browser may break a line after a button and so separate a term from its comma.
    return TOUCHED.sub(r'<span class="unbroken">\g<0></span>', html)


@functools.cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.core.ruler.push("trazo", _adapt)
    return markdown


def _adapt(state: StateCore) -> None:
    """Turn links to terms into buttons, and all headings into h2."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            # The page's title is the only h1, and an h2 may follow any heading.
            token.tag = "h2"
        _adapt_links(token.children or [])


def _adapt_links(tokens: list[Token]) -> None:
    tag = "a"
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrs["href"])
            is_term = target.startswith(SCHEME)
            tag = "button" if is_term else "a"
            token.attrs = (
                {
                    "type": "button",
                    "class": "term",
                    "popovertarget": f"term-{target.removeprefix(SCHEME)}",
                }
                if is_term
                else {"href": target, "target": "_blank", "rel": "noopener"}
            )
        if token.type in ("link_open", "link_close"):
            token.tag = tag


def _letters(name: str) -> str:
    """Return the sort key of a name: lower case, without accents."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", name.casefold())
        if not unicodedata.combining(letter)
    )
