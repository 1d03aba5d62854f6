"""The question that a teacher asks the class, on the screen of a seat."""

import contextlib

import streamlit as st

from core.errors import DiskFull, StoreUnavailable
from core.lessons.questions import Question, find_question
from core.ui.components.room_error import room_error
from core.ui.components.vote_bars import vote_bars
from core.ui.seat import seating
from core.ui.seat.seating import Seating
from core.ui.state import services
from core.ui.state.room_press import press
from core.ui.state.session import session, widget_value, write_widget
from core.ui.text.translate import t

KEY = "seat_vote"


def panel(found: Seating) -> None:
    """Draw the question, or what all have answered; nothing where none is asked."""
    visit = session()
    question = find_question(visit.identity.language, found.room.pace.question)
    if question is None:
        return
    with st.container(key="seat_question"):
        if found.room.pace.is_revealed:
            vote_bars(question, found.room.votes)
            st.markdown(question.why)
            return
        _ask(found, question)
        room_error()


def _ask(found: Seating, question: Question) -> None:
    given = _given(found, question.id)
    places = list(range(len(question.answers)))
    key = f"{KEY}_{question.id}"
    write_widget(key, given if given in places else None)
    st.radio(
        question.text,
        places,
        format_func=lambda place: question.answers[place],
        index=None,
        key=key,
        on_change=_vote,
        args=(key, found.room.id, question.id, len(places)),
    )
    if given is not None:
        st.caption(t("Your answer counts. Your teacher shows what all think."))


def _given(found: Seating, question: str) -> int | None:
    votes = session().room.votes
    key = f"{found.seat.id} {question}"
    if key not in votes:
        # During an outage nobody can tell: the next look asks again.
        with contextlib.suppress(StoreUnavailable, DiskFull):
            votes[key] = services.engine().rooms.vote_of(found.seat.id, question)
    return votes.get(key)


def _vote(key: str, room: str, question: str, answers: int) -> None:
    visit = session()
    visit.room.error = None
    seating.note_activity()
    found = seating.find()
    answer = widget_value(key)
    # Both come from a browser.
    if found is None or found.room.id != room or answer not in range(answers):
        return
    if press(lambda rooms, visitor: rooms.vote(room, visitor, question, answer)):
        visit.room.votes[f"{found.seat.id} {question}"] = answer
