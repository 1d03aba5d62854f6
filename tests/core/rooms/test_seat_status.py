"""What a dot says of a seat."""

from dataclasses import replace

import pytest

from core.rooms.records import GONE_SECONDS, Pace, Room, Seat
from core.rooms.seat_status import (
    BUSY_SECONDS,
    DONE_DRAWINGS,
    STUCK_SECONDS,
    Status,
    status_of,
)
from core.rooms.split import Part

NOW = 1_000_000.0
SEAT = Seat("a" * 32, 0, "1-2", 0, Part.TRAINING, False, "/join", NOW, NOW, False)
ROOM = Room("b" * 32, "ABC234", 1, 1, NOW, NOW + 1, Pace(), read_at=NOW)


@pytest.mark.parametrize(
    ("changes", "drawings", "status"),
    [
        ({}, 0, Status.DRAWING),
        ({"page": "/train"}, 0, Status.READING),
        ({"active_at": NOW - BUSY_SECONDS}, 0, Status.READING),
        ({"active_at": NOW - STUCK_SECONDS}, 0, Status.STUCK),
        ({"active_at": NOW - STUCK_SECONDS, "is_waiting": True}, 0, Status.WAITING),
        ({"active_at": NOW - STUCK_SECONDS}, DONE_DRAWINGS, Status.DONE),
        ({"seen_at": NOW - GONE_SECONDS}, DONE_DRAWINGS, Status.ABSENT),
        ({"is_kicked": True, "seen_at": NOW - GONE_SECONDS}, 0, Status.SENT_OUT),
    ],
)
def test_a_status_says_the_most_urgent_thing(changes, drawings, status):
    assert status_of(replace(SEAT, **changes), ROOM, drawings) is status


def test_nobody_is_stuck_in_a_pause():
    idle = replace(SEAT, active_at=NOW - STUCK_SECONDS)
    paused = replace(ROOM, pace=Pace(is_paused=True))
    assert status_of(idle, paused, 0) is Status.READING
