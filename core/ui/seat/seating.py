"""The seat of a visit: found again after a reload, and given up when it is gone."""

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import BadCanvas, TrazoError
from core.preprocessing import strokes
from core.rooms.records import Room, Seat
from core.ui.state import services
from core.ui.state.room_state import Notice
from core.ui.state.session import Session, reported, session


@dataclass(frozen=True)
class Seating:
    """A seat, and the room around it, as they were a moment ago."""

    room: Room
    seat: Seat


def find() -> Seating | None:
    """Return the seat of this visit; None without one.

    Those who teach a room have no seat in it, also if they have tried the code.
    """
    visit = session()
    rooms = services.engine().rooms
    place = rooms.place_of(visit.identity.visitor)
    if place.room is None or place.room == place.taught:
        _miss(visit)
        return None
    room = rooms.room(place.room)
    visit.room.seated = (place.room, place.seat)
    seat = None if room is None else room.seat(place.seat)
    if room is None or seat is None:
        _miss(visit)
        return None
    visit.room.notice = Notice.SENT_OUT if seat.is_kicked else None
    return None if seat.is_kicked else Seating(room, seat)


def _miss(visit: Session) -> None:
    """Find out why a seat is gone, if this visit had one: another tab may know."""
    if visit.room.seated is None:
        return
    rooms = services.engine().rooms
    room_id, seat = visit.room.seated
    room = rooms.room(room_id)
    # During an outage, nobody can tell.
    if room is None and rooms.is_over(room_id):
        _lose(visit, Notice.OVER)
    elif room is not None and room.seat(seat) is None:
        _lose(visit, Notice.REMOVED)


def note_activity() -> None:
    """Keep the time: somebody has pressed or drawn something."""
    session().room.active_at = time.monotonic()


def report(seating: Seating) -> None:
    """Tell the room which page is open here, and whether somebody does something."""
    visit = session()
    run = visit.work.run
    services.engine().rooms.note_sighting(
        seating.seat.id,
        visit.room.page,
        active_ago=time.monotonic() - visit.room.active_at,
        is_waiting=run is not None and not run.state.is_over,
    )


def has_unread_strokes() -> bool:
    """Say whether the canvas has sent strokes that no page was drawn with.

    A message that comes while the page is drawn for the room may be read, and its part
    of the page not drawn again: the button would wait for strokes that are there.
    """
    drawing = session().work.drawing
    sent = reported(drawing.canvas_key, "drawing")
    if not isinstance(sent, Mapping) or sent.get("raw") is None:
        return False
    try:
        return strokes.parse(sent["raw"]) != drawing.strokes
    except BadCanvas:
        # The page says so when it is drawn.
        return False


def put_on_board(seating: Seating) -> None:
    """Have the last network that was trained here stand for the seat."""
    visit = session()
    trained = visit.work.trained_runs()
    # A network that was brought along, or fine-tuned, is no work of this lesson.
    own = [run for run in trained if run.fine_tuning is None]
    if not own or own[-1].id in (seating.seat.run, visit.room.on_board):
        return
    if own[-1].made_at < seating.room.made_at:
        return
    visit.room.on_board = own[-1].id
    with contextlib.suppress(TrazoError):
        services.engine().rooms.put_on_board(
            seating.room.id, visit.identity.visitor, own[-1].id
        )


def _lose(visit: Session, notice: Notice) -> None:
    visit.room.notice = notice
    visit.room.seated = visit.room.followed = None
    services.engine().rooms.forget_place(visit.identity.visitor)
