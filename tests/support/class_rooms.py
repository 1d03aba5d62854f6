"""A class: who teaches, who sits where, and what they draw."""

import numpy as np
from numpy.typing import NDArray

from core.rooms.records import Room
from core.store.store import Store

TEACHER, OTHER_TEACHER = "e" * 32, "f" * 32
# Ids that nobody and nothing has.
NOBODY, NOTHING = "0" * 31 + "a", "0" * 31 + "b"


def pupil(number: int) -> str:
    """Return the id of a pupil's workspace."""
    return f"{number + 0x1000:032x}"


def picture(number: int) -> NDArray[np.uint8]:
    """Return a drawing, another one for each number: (28, 28) uint8."""
    return np.random.default_rng(number).integers(0, 256, (28, 28), np.uint8)


def give(
    store: Store, room: str, visitor: str, number: int = 0, *, is_refused: bool = False
) -> int:
    """Add a drawing to the class set; return its id.

    Args:
        store: What has the room.
        room: Id of the room.
        visitor: Who draws.
        number: Which drawing; its label is the number's last digit.
        is_refused: Whether the shipped network takes it for no digit.
    """
    return store.add_class_drawing(
        room, visitor, picture(number), number % 10, is_refused=is_refused
    )


def room_of(store: Store, room: str) -> Room:
    """Return a room that goes on."""
    found = store.room(room)
    assert found is not None
    return found


def seat_of(store: Store, visitor: str) -> str:
    """Return the id of a visitor's seat."""
    found = store.seated_in(visitor)
    assert found is not None
    return found[1]
