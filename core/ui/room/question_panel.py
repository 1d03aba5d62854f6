"""Asks the class a question of the lessons, and shows the answers when it is time."""

import streamlit as st

from core.lessons.questions import EXIT_QUIZ, Question, find_question, questions
from core.rooms.records import Room, Wall
from core.ui.components.vote_bars import vote_bars
from core.ui.room import teaching
from core.ui.state.session import session, widget_value
from core.ui.text.translate import t, tn

WATCH_SECONDS = 1.0


def panel(room: Room) -> None:
    """Draw the choice of a question, or the one that is asked."""
    asked = find_question(session().identity.language, room.pace.question)
    if asked is None:
        _choose()
        return
    st.fragment(_count, run_every=WATCH_SECONDS)(asked)
    with st.container(key="room_question", horizontal=True, gap="small"):
        if not room.pace.is_revealed:
            st.button(
                t("Show the answers to all"),
                key="room_reveal",
                type="primary",
                icon=":material/visibility:",
                on_click=teaching.change_pace,
                kwargs={"is_revealed": True},
            )
        st.button(
            t("Close the question"),
            key="room_close_question",
            icon=":material/close:",
            on_click=_close,
        )


def _choose() -> None:
    every = _every_question()
    names = {question.id: _name(place, question) for place, question in every}
    st.selectbox(
        t("Question"),
        list(names),
        format_func=lambda question: names[question],
        key="room_question_choice",
    )
    st.button(
        t("Ask the class"),
        key="room_ask",
        icon=":material/how_to_vote:",
        help=t(
            "It comes up on all screens; the answers stay hidden until you show them."
        ),
        on_click=_ask,
    )


def _count(question: Question) -> None:
    room = teaching.taught_room()
    if room is None:
        return
    votes = room.votes if room.pace.question == question.id else {}
    vote_bars(question, votes, is_shown=room.pace.is_revealed)
    given, present = sum(votes.values()), len(room.present())
    st.caption(
        tn("{n} has answered", "{n} have answered", given)
        + " · "
        + tn("{n} is here", "{n} are here", present)
    )


def _every_question() -> list[tuple[int | str, Question]]:
    found = questions(session().identity.language)
    return [(place, each) for place, several in found.items() for each in several]


def _name(place: int | str, question: Question) -> str:
    where = t("To finish") if place == EXIT_QUIZ else t("Step {step}", step=place)
    return f"{where}: {question.text}"


def _ask() -> None:
    chosen = widget_value("room_question_choice")
    # It comes from a browser.
    if any(question.id == chosen for _, question in _every_question()):
        teaching.change_pace(question=chosen, is_revealed=False, wall=Wall.QUESTION)


def _close() -> None:
    teaching.change_pace(question="", is_revealed=False, wall=Wall.DRAWINGS)
