"""Answers from a file are taken as far as Trazo may have written them."""

import pytest

from core.lessons.answers import MOST_ENTRIES, MOST_LETTERS, to_answers
from core.lessons.questions import questions

LONG = "x" * (MOST_LETTERS + 1)
REFUSED: list[object] = [
    None,
    [],
    "guess_6",
    {"guess_6": 3},
    {6: "top"},
    {LONG: "top"},
    {"guess_6": LONG},
    {str(number): "" for number in range(MOST_ENTRIES + 1)},
]


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: str(data)[:20])
def test_what_trazo_never_writes_is_refused(data):
    with pytest.raises(ValueError, match="answer"):
        to_answers(data)


def test_answers_come_back():
    answers = {"guess_6": "top", "guess_6_since": "1790000000.25", "check_1-keras": "0"}
    assert to_answers(answers) == answers


def test_there_is_room_for_an_answer_to_every_question():
    asked = sum(map(len, questions("en").values()))
    guesses = 8 * 2
    assert asked + guesses < MOST_ENTRIES
