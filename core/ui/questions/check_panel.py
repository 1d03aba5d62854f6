"""Questions after a step, and the exit quiz: an answer brings its reason, no mark."""

import streamlit as st

from core.lessons.questions import EXIT_QUIZ, Question, questions
from core.settings.query_params import Part
from core.ui.components.lazy_expander import fold
from core.ui.html import render
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.translate import t

REASON = """<p class="check-reason" role="status">{{ text }}</p>"""


def step(number: int) -> None:
    """Draw the questions of a step, folded away.

    Args:
        number: Of the step, 1 to 8.
    """
    _panel(
        number,
        t("Three questions about step {step}", step=number),
        key=f"check_{number}",
    )


def exit_quiz() -> None:
    """Draw the questions about what is often believed of networks, folded away."""
    _panel(EXIT_QUIZ, t("Six questions to finish"), key="exit_quiz")


def _panel(place: int | str, label: str, *, key: str) -> None:
    visit = session()
    if not visit.link.shows(Part.QUESTIONS):
        return
    opened = fold(label, key=key, icon=":material/quiz:")
    with opened:
        if opened.open:
            for question in questions(visit.identity.language)[place]:
                _ask(question)


def _ask(question: Question) -> None:
    key = f"check_{question.id}"
    places = [str(place) for place, _ in enumerate(question.answers)]
    given = session().work.answers.get(key)
    chosen = given if given in places else None
    st.radio(
        question.text,
        places,
        format_func=lambda place: question.answers[int(place)],
        index=None,
        **bound(f"choose_{key}", f"work.answers.{key}", places, shown=chosen),
    )
    # Always there: an element that comes later would move the next question.
    st.html(
        render(REASON, text="" if chosen is None else _reason(question, int(chosen)))
    )


def _reason(question: Question, chosen: int) -> str:
    if chosen == question.right:
        return t("That is it.") + " " + question.why
    answer = question.answers[question.right].rstrip(".")
    return t("The answer is: {answer}.", answer=answer) + " " + question.why
