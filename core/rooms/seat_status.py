"""What a seat is doing, as far as can be seen from its screen."""

from enum import StrEnum

from core.rooms.records import Room, Seat

# Since the last press or stroke.
BUSY_SECONDS = 45.0
STUCK_SECONDS = 180.0
# Two rounds of the ten digits.
DONE_DRAWINGS = 20
CANVAS_PAGES = frozenset({"/join", "/draw"})


class Status(StrEnum):
    """What a seat is doing."""

    SENT_OUT = "sent_out"
    ABSENT = "absent"
    WAITING = "waiting"
    DONE = "done"
    STUCK = "stuck"
    DRAWING = "drawing"
    READING = "reading"


def status_of(seat: Seat, room: Room, drawings: int) -> Status:
    """Return what a seat is doing.

    Args:
        seat: Which.
        room: The room around it, as it was read together with the seat.
        drawings: How many the seat has given to the class set.
    """
    idle = room.read_at - seat.active_at
    if seat.is_kicked:
        return Status.SENT_OUT
    if not room.hears(seat):
        return Status.ABSENT
    if seat.is_waiting:
        return Status.WAITING
    if drawings >= DONE_DRAWINGS:
        return Status.DONE
    # While a class is paused, nobody can be stuck.
    if idle >= STUCK_SECONDS and not room.pace.is_paused:
        return Status.STUCK
    if seat.page in CANVAS_PAGES and idle < BUSY_SECONDS:
        return Status.DRAWING
    return Status.READING
