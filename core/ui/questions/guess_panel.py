"""A question before the thing is seen; afterwards, what was said and what came out.

It is never graded, can be skipped, and its answer is kept with the work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.settings.query_params import Part
from core.ui.html import render
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.translate import t

# In the place of an answer: the visitor wants to hear no more of the question.
CLOSED = "closed"
SAID = """<p class="guess-result" role="status">{{ text }}</p>"""


@dataclass(frozen=True)
class Guess:
    """A question about what will be seen.

    Attributes:
        step: Step of the article that it belongs to.
        question: In the visitor's language.
        answers: What the visitor reads for each answer, by the answer's id.
        pending: What the page says once one is chosen, until the result is there.
    """

    step: int
    question: str
    answers: Mapping[str, str]
    pending: str = ""

    @property
    def key(self) -> str:
        """What the answer is kept under; also the container's key."""
        return f"guess_{self.step}"

    def made(self) -> str | None:
        """Return the visitor's answer; None where there is none of these."""
        answer = session().work.answers.get(self.key)
        return answer if answer in self.answers else None


@dataclass(frozen=True)
class Result:
    """What a guess came to.

    Attributes:
        answer: The id of the answer that is true.
        because: In the visitor's language, with the figures of this visitor.
    """

    answer: str
    because: str


def ask(
    guess: Guess, settle: Callable[[], Result | None], *, is_open: bool = True
) -> None:
    """Draw the question; or what the visitor said, with the result where it is there.

    Args:
        guess: The question.
        settle: Returns what it came to; None while nobody knows. It is called only
            where there is an answer to settle.
        is_open: Whether an answer can be given now.
    """
    visit = session()
    if not visit.link.shows(Part.QUESTIONS):
        return
    made = guess.made()
    is_closed = visit.work.answers.get(guess.key) == CLOSED
    if is_closed or (made is None and not is_open):
        return
    result = None if made is None else settle()
    with st.container(key=guess.key, gap="xxsmall"):
        if made is None or (result is None and is_open):
            _choose(guess)
        if made is not None:
            st.html(render(SAID, text=_in_words(guess, made, result)))
        st.button(
            t("Skip this question") if made is None else t("Close"),
            key=f"close_{guess.key}",
            type="tertiary",
            on_click=_close,
            args=(guess.key,),
        )


def _choose(guess: Guess) -> None:
    st.radio(
        guess.question,
        list(guess.answers),
        format_func=lambda answer: guess.answers[answer],
        index=None,
        horizontal=True,
        **bound(
            f"choose_{guess.key}",
            f"work.answers.{guess.key}",
            guess.answers,
            shown=guess.made(),
            then=partial(_note_last_run, guess.key),
        ),
    )


def _note_last_run(key: str) -> None:
    """Keep with an answer which run was the last one then."""
    newest = max((run.made_at for run in session().work.runs), default=0.0)
    _keep(f"{key}_since", repr(newest))


def _close(key: str) -> None:
    _keep(key, CLOSED)


def _keep(key: str, answer: str) -> None:
    work = session().work
    work.answers = {**work.answers, key: answer}


def asked_at(guess: Guess) -> float:
    """Return when the last run before the answer was made, in seconds since 1970."""
    try:
        return float(session().work.answers.get(f"{guess.key}_since", "0"))
    except ValueError:
        # From a file that Trazo has not written.
        return 0.0


def _in_words(guess: Guess, made: str, result: Result | None) -> str:
    said = guess.answers[made]
    if result is None:
        return t("You said: {said}.", said=said) + " " + guess.pending
    if result.answer == made:
        return t("You said: {said}. And so it is.", said=said) + " " + result.because
    return (
        t(
            "You said: {said}. The result: {was}.",
            said=said,
            was=guess.answers[result.answer],
        )
        + " "
        + result.because
    )
