"""Keeps a seat with its class: follows the teacher, closes pages, pauses, and asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.rooms import nicknames
from core.rooms.records import Pace
from core.settings.query_params import Part
from core.ui.html import render
from core.ui.seat import seating, vote_panel
from core.ui.seat.seating import Seating
from core.ui.state.session import session
from core.ui.text.translate import t

STYLE = Path(__file__).with_name("seat.css")
JOIN_PATH = "/join"
# The room is half a second old at most: a pause is on every screen within two seconds.
WATCH_SECONDS = 1.0
# The room sets how much is trained. A link to share would say nothing of the room. And
# no drawing of a seat that draws for testing may come into training, by any way.
NOT_IN_A_ROOM = frozenset(
    {Part.EPOCHS, Part.IMAGES, Part.CONTINUE, Part.SHARE, Part.OWN_DRAWINGS}
)
PAUSED = """\
<div class="seat-paused" role="status"><p>{{ text }}</p></div>"""
NAME = """\
<p class="seat-name"><span>{{ label }}</span> <strong>{{ name }}</strong></p>"""


def follow(here: str, scripts: Mapping[str, str], query: dict[str, str]) -> None:
    """Go where the class is, if it was taken somewhere since this visit last looked.

    Args:
        here: Path of the page that is drawn.
        scripts: Script of each page by its path.
        query: What a link from page to page carries.
    """
    visit = session()
    visit.room.page = here
    if not visit.room.is_redrawn:
        seating.note_activity()
    visit.room.is_redrawn = False
    found = seating.find()
    visit.link.by_room = frozenset() if found is None else NOT_IN_A_ROOM
    if found is None:
        return
    pace = found.room.pace
    call = (found.room.id, pace.calls)
    was_here = visit.room.followed is None and is_open(pace, here)
    if visit.room.followed == call:
        return
    visit.room.followed = call
    target = pace.page or JOIN_PATH
    if target != here and target in scripts and not was_here:
        st.switch_page(scripts[target], query_params=query)


def is_open(pace: Pace, path: str) -> bool:
    """Say whether a class may open a page."""
    return path == JOIN_PATH or path in pace.open_pages


def is_collecting(pace: Pace) -> bool:
    """Say whether the class set is drawn at the moment."""
    return JOIN_PATH in pace.open_pages


def shows(path: str) -> bool:
    """Say whether this visit's menu leads to a page."""
    found = seating.find()
    return found is None or is_open(found.room.pace, path)


def panel(here: str, join_script: str, query: dict[str, str]) -> None:
    """Draw what the room has to say on every page of a seat; nothing without one.

    Args:
        here: Path of the page that is drawn.
        join_script: Script of the page of the class set.
        query: What a link from page to page carries.
    """
    found = seating.find()
    if found is None:
        return
    st.html(STYLE)
    with st.container(key="seat", gap="xxsmall"):
        # The page of the class says it itself.
        if here != JOIN_PATH:
            _row(found, join_script, query)
        drawn = _Drawn(found.room.pace)
        st.fragment(_watch, run_every=WATCH_SECONDS)(drawn)
    if not is_open(found.room.pace, here):
        st.info(
            t("This page is not open yet. The menu shows what your teacher opened."),
            icon=":material/lock_clock:",
        )
        st.stop()


def _row(found: Seating, join_script: str, query: dict[str, str]) -> None:
    with st.container(
        key="seat_row", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(render(NAME, label=t("You are"), name=_name(found)))
        st.page_link(
            join_script,
            label=t("To the class"),
            icon=":material/groups:",
            query_params=query,
        )


def _name(found: Seating) -> str:
    return nicknames.in_words(found.seat.nickname, session().identity.language)


@dataclass
class _Drawn:
    """What a page was drawn with.

    Attributes:
        pace: Of its room.
        is_complete: Whether it has been drawn to its end.
    """

    pace: Pace
    is_complete: bool = False


def _watch(drawn: _Drawn) -> None:
    """Look at the room, and draw the page again where that changes what it offers."""
    is_complete, drawn.is_complete = drawn.is_complete, True
    found = seating.find()
    if found is None or _is_out_of_date(found, drawn.pace, is_complete=is_complete):
        session().room.is_redrawn = True
        st.rerun()
    seating.report(found)
    seating.put_on_board(found)
    if found.room.pace.is_paused:
        words = t("Paused. Look up: it continues in a moment.")
        st.html(render(PAUSED, text=words))
    vote_panel.panel(found)


def _is_out_of_date(found: Seating, drawn: Pace, *, is_complete: bool) -> bool:
    if _offers(found.room.pace) != _offers(drawn):
        return True
    if not is_complete:
        # Its canvas follows, and reads what has come. To begin again before that, with
        # the same strokes, would never end.
        return False
    has_canvas = session().room.page == JOIN_PATH and is_collecting(drawn)
    return has_canvas and seating.has_unread_strokes()


def _offers(pace: Pace) -> tuple[object, ...]:
    return pace.open_pages, pace.page, pace.calls, pace.has_board
