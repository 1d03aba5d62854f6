"""The questions at the end of each step, and those of the exit quiz, from Markdown."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.lessons.markdown import QUESTIONS, read

EXIT_QUIZ = "exit"
# The part of the id before the hyphen is the place: a step, or the exit quiz.
HEADING = re.compile(
    r"^## (?P<text>.+) \{#(?P<id>(?P<place>\d|[a-z]+)-[a-z-]+)\}$", re.MULTILINE
)
ANSWER = re.compile(r"^- \[(?P<mark>[ x])\] (?P<text>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A question with a few answers, of which one is right.

    Attributes:
        id: Id of the question, the same in all languages.
        text: The question as plain text.
        answers: The answers as plain text, in the order in which they are offered.
        right: Index of the right answer.
        why: Why it is right, as plain text.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    right: int
    why: str


@functools.cache
def questions(language: str) -> Mapping[int | str, tuple[Question, ...]]:
    """Return all questions by the step of the article, or by `EXIT_QUIZ`.

    Args:
        language: Language of the text, a key of `core.i18n.LANGUAGES`.

    Raises:
        ValueError: A question has not exactly one right answer, or no reason.
    """
    text = read(language, QUESTIONS)
    found: dict[int | str, tuple[Question, ...]] = {}
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        name = heading["place"]
        place = int(name) if name.isdigit() else name
        question = _question(heading, text[heading.end() : end])
        found[place] = (*found.get(place, ()), question)
    return MappingProxyType(found)


def find_question(language: str, question_id: str) -> Question | None:
    """Return a question by its id; None where there is none.

    Args:
        language: As `questions`.
        question_id: The same in all languages.
    """
    every = (each for place in questions(language).values() for each in place)
    return next((each for each in every if each.id == question_id), None)


def _question(heading: re.Match[str], text: str) -> Question:
    answers = list(ANSWER.finditer(text))
    right = [place for place, answer in enumerate(answers) if answer["mark"] == "x"]
    why = text[answers[-1].end() :].strip() if answers else ""
    if len(right) != 1 or not why:
        raise ValueError(f"{heading['id']}: {len(right)} right answers, or no reason")
    return Question(
        heading["id"],
        heading["text"],
        tuple(answer["text"] for answer in answers),
        right[0],
        why,
    )
