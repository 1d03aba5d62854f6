"""The board of networks, for the teacher and on the wall."""

from collections.abc import Sequence

import streamlit as st

from core.rooms import board, budget
from core.rooms.board import SHOWN
from core.rooms.records import ClassDrawing, Room, Wall
from core.rooms.split import Part
from core.ui.components.png_image import img
from core.ui.html import Cell, Row, render, table
from core.ui.room import board_results, teaching
from core.ui.state import services
from core.ui.state.session import widget_value, write_widget
from core.ui.text.translate import number, percent, t

WATCH_SECONDS = 2.0
MINUTE = 60
BREAKS = """\
<section class="breaks"><h3>{{ title }}</h3>
{%- for each in breaks %}
<p>{{ each.image }}<span>{{ each.text }}</span></p>{% endfor %}</section>"""


def controls(room: Room) -> None:
    """Draw the teacher's controls: time for training, the board, the sealed half."""
    _budget(room)
    with st.container(key="room_board_controls", horizontal=True, gap="small"):
        on_wall = room.pace.wall is Wall.RESULTS
        st.button(
            t("Take the board off the wall") if on_wall else t("Show it on the wall"),
            key="room_board_wall",
            icon=":material/present_to_all:",
            on_click=teaching.change_pace,
            kwargs={"wall": Wall.DRAWINGS if on_wall else Wall.RESULTS},
        )
        st.button(
            t("Have no board") if room.pace.has_board else t("Have a board"),
            key="room_has_board",
            icon=":material/leaderboard:",
            help=t("Without it, nobody sees how networks of others do."),
            on_click=teaching.change_pace,
            kwargs={"has_board": not room.pace.has_board},
        )
        if room.pace.is_sealed:
            st.button(
                t("Open the sealed half"),
                key="room_unseal",
                icon=":material/drafts:",
                help=t(
                    "At the end: drawings that no network has been compared on yet. It "
                    "cannot be sealed again."
                ),
                on_click=teaching.change_pace,
                kwargs={"is_sealed": False},
            )
    st.fragment(_live, run_every=WATCH_SECONDS)()


def _live() -> None:
    room = teaching.taught_room()
    if room is not None:
        panel(room, services.engine().rooms.drawings(room.id))


def panel(room: Room, drawings: Sequence[ClassDrawing]) -> None:
    """Draw the first networks, by both halves of the test once the second is open."""
    with st.container(key="room_board"):
        if not room.pace.has_board:
            st.caption(t("This class has no board."))
            return
        for part in (Part.OPEN_TEST, Part.SEALED_TEST):
            if part is Part.OPEN_TEST or not room.pace.is_sealed:
                _ranking(room, drawings, part)
        _breaks(room)


def _breaks(room: Room) -> None:
    """Draw the surest mistakes that the class has found."""
    if not room.breaks:
        return
    numbers = {seat.id: seat.number + 1 for seat in room.seats}
    st.html(
        render(
            BREAKS,
            title=t("The surest mistakes"),
            breaks=[
                {
                    "image": img(
                        255 - each.image, t("A drawing of a {label}.", label=each.label)
                    ),
                    "text": t(
                        "Network {number} says {answer}, {share} sure. It was a "
                        "{label}.",
                        number=numbers[each.target],
                        answer=each.answer,
                        share=percent(each.share),
                        label=each.label,
                    ),
                }
                for each in room.breaks
                if each.target in numbers
            ],
        )
    )


def _ranking(room: Room, drawings: Sequence[ClassDrawing], part: Part) -> None:
    entries = board_results.entries(room, drawings, part)
    if not entries:
        if part is Part.OPEN_TEST:
            st.caption(
                t(
                    "Nothing to compare yet: it takes a network that a seat has "
                    "trained, and drawings of seats that draw for testing."
                )
            )
        return
    rows = [
        Row(
            number(place),
            [
                Cell(t("Network {number}", number=entry.number)),
                Cell(percent(entry.correct / entry.total)),
                Cell(
                    t(
                        "{correct} of {total}",
                        correct=number(entry.correct),
                        total=number(entry.total),
                    )
                ),
            ],
        )
        for place, entry in board.ranked(entries)[:SHOWN]
    ]
    caption = (
        t("On the open half of the class’s test")
        if part is Part.OPEN_TEST
        else t("On the half that was sealed")
    )
    head = [t("Place"), t("Network"), t("Right"), ""]
    st.html(table(head, rows, caption=caption, class_="board"))


def _budget(room: Room) -> None:
    write_widget("room_budget", room.pace.budget_seconds)
    st.segmented_control(
        t("Minutes for the training of all"),
        budget.CHOICES,
        format_func=lambda seconds: number(seconds / MINUTE),
        required=True,
        key="room_budget",
        help=t(
            "Trazo works out how many images and epochs each seat gets, from the speed "
            "of this host and the seats that are here."
        ),
        on_change=_set_budget,
    )


def _set_budget() -> None:
    chosen = widget_value("room_budget")
    # It comes from a browser.
    if chosen in budget.CHOICES:
        teaching.change_pace(budget_seconds=float(chosen))
