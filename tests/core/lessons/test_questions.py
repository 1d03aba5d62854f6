"""The questions agree in both languages, and say what the lessons teach."""

import re

import pytest

from core.i18n import LANGUAGES
from core.lessons import markdown, questions
from core.lessons.questions import EXIT_QUIZ
from core.settings.datasets import MNIST
from core.settings.network import NetworkSpec
from tests.support.lesson_text import numbers_in

STEPS = range(1, 9)
EACH = {
    question.id: question
    for asked in questions.questions("en").values()
    for question in asked
}
SPANISH = {
    question.id: question
    for asked in questions.questions("es").values()
    for question in asked
}


def words(question):
    """Return everything that a question says."""
    return "\n".join([question.text, *question.answers, question.why])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_has_three_questions_and_the_exit_quiz_six(language):
    found = questions.questions(language)
    counts = {place: len(asked) for place, asked in found.items()}
    assert counts == dict.fromkeys(STEPS, 3) | {EXIT_QUIZ: 6}
    ids = [question.id for asked in found.values() for question in asked]
    assert len(set(ids)) == len(ids)
    assert ids == list(EACH)


@pytest.mark.parametrize("key", EACH)
def test_a_question_is_the_same_in_both_languages(key):
    english, spanish = EACH[key], SPANISH[key]
    assert english.right == spanish.right
    assert len(english.answers) == len(spanish.answers)
    assert sorted(numbers_in(words(english), "en")) == sorted(
        numbers_in(words(spanish), "es")
    )


@pytest.mark.parametrize("key", EACH)
@pytest.mark.parametrize("asked", [EACH, SPANISH], ids=["en", "es"])
def test_a_question_is_short_and_plain_text(key, asked):
    question = asked[key]
    assert question.text.rstrip().endswith("?")
    assert 2 <= len(question.answers) <= 4
    assert len(set(question.answers)) == len(question.answers)
    assert len(question.text.split()) <= 25
    assert all(len(answer.split()) <= 12 for answer in question.answers)
    assert len(question.why.split()) <= 35
    assert not re.search(r"[*_`<>\[\]]|\]\(", words(question))


def test_the_right_answer_is_at_no_place_of_its_own():
    places = [question.right for question in EACH.values() if question.answers[2:]]
    for place in range(3):
        assert len(places) / 6 < places.count(place) < len(places) / 2


def test_the_figures_of_the_questions_are_the_computed_ones():
    parameters = NetworkSpec().plan().parameters
    pixels = MNIST.training_images * MNIST.side**2
    stored = numbers_in(EACH["exit-stores"].why, "en")
    assert stored == [str(parameters), str(pixels)]
    text = EACH["6-corrections"]
    images, batch = map(int, numbers_in(text.text, "en"))
    assert text.answers[text.right] == str(images // batch)
    text = EACH["7-errors"]
    share, images = map(int, numbers_in(text.text, "en"))
    assert text.answers[text.right] == str(images * (100 - share) // 100)


BROKEN = {
    "no right answer": "- [ ] a\n- [ ] b\n\nwhy",
    "two right answers": "- [x] a\n- [x] b\n\nwhy",
    "no reason": "- [x] a\n- [ ] b\n",
    "no answers": "why",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_question_that_is_not_whole_is_an_error(text, tmp_path, monkeypatch):
    monkeypatch.setattr(markdown, "FOLDER", tmp_path)
    (tmp_path / "fr").mkdir()
    path = tmp_path / "fr" / markdown.QUESTIONS
    path.write_text(f"# Questions\n\n## Why? {{#3-why}}\n\n{text}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="3-why"):
        questions.questions.__wrapped__("fr")
