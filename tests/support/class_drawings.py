"""What a class has drawn: seats, and drawings of which each is another picture."""

from collections.abc import Sequence

import numpy as np

from core.datasets import loader
from core.rooms.records import ClassDrawing, DrawingState, Pace, Room, Seat
from core.rooms.split import part_of_seat

ROOM = "c" * 32


def seats(count: int) -> tuple[Seat, ...]:
    """Return seats in the order of joining, split as the store splits them."""
    return tuple(
        Seat(
            id=f"{number + 0x5EA7:032x}",
            number=number,
            nickname=f"{number}-0",
            spins=0,
            part=part_of_seat(number),
            is_kicked=False,
            page="/join",
            seen_at=0.0,
            active_at=0.0,
            is_waiting=False,
        )
        for number in range(count)
    )


def room(
    seated: Sequence[Seat], *, is_sealed: bool = True, signs: tuple[str, ...] = ()
) -> Room:
    """Return a room with these seats."""
    return Room(
        id=ROOM,
        code="ABC234",
        version=1,
        pace_version=1,
        made_at=0.0,
        ends_at=0.0,
        pace=Pace(is_sealed=is_sealed),
        seats=tuple(seated),
        signs=signs,
    )


def drawn_class(
    count: int = 60, *, is_sealed: bool = True, signs: tuple[str, ...] = ()
) -> tuple[Room, tuple[ClassDrawing, ...]]:
    """Return a room of ten seats, which have drawn the sample's first test digits."""
    images, labels = loader.test_digits(loader.Source.SAMPLE)
    joined = seats(10)
    drawings = tuple(
        ClassDrawing(
            place,
            joined[place % 10].id,
            int(labels[place]),
            images[place],
            DrawingState.ON_WALL,
            place + 1,
        )
        for place in range(count)
    )
    return room(joined, is_sealed=is_sealed, signs=signs), drawings


def drawing(
    number: int, seat: str, label: int, state: DrawingState = DrawingState.ON_WALL
) -> ClassDrawing:
    """Return a drawing whose first pixels spell its number, so that it is known."""
    image = np.zeros((28, 28), np.uint8)
    image[0, :4] = np.frombuffer(np.uint32(number).tobytes(), np.uint8)
    image[5:20, 10:16] = 255
    return ClassDrawing(number, seat, label, image, state, version=number + 1)


def numbers_of(images: np.ndarray) -> list[int]:
    """Return the numbers that `drawing` wrote into images."""
    return [
        int(np.frombuffer(image[0, :4].tobytes(), np.uint32)[0]) for image in images
    ]
