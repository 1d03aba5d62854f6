"""The class set: what a class has drawn, by what its writers draw for."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from core.datasets.own_drawings import LabelledDrawings
from core.rooms.errors import NothingToLearn, StillSealed
from core.rooms.records import ClassDrawing, DrawingState, Room
from core.rooms.split import Part
from core.runs.class_data import ClassData, Use


def of_part(
    room: Room, drawings: Iterable[ClassDrawing], part: Part
) -> LabelledDrawings:
    """Return a part of the class set as arrays; see `drawings_of`.

    Raises:
        StillSealed: It is the sealed part, and the teacher has not opened it.
    """
    return joined(drawings_of(room, drawings, part))


def drawings_of(
    room: Room, drawings: Iterable[ClassDrawing], part: Part
) -> tuple[ClassDrawing, ...]:
    """Return a part of the class set, in the order of drawing.

    What waits for the teacher does not count, and neither do drawings whose seat is
    gone: nobody can tell any more what they were for.

    Args:
        room: The room, with its seats.
        drawings: Its class set.
        part: Which.

    Raises:
        StillSealed: It is the sealed part, and the teacher has not opened it.
    """
    if part is Part.SEALED_TEST and room.pace.is_sealed:
        raise StillSealed
    return tuple(_by_part(room, drawings)[part])


def joined(drawings: Sequence[ClassDrawing]) -> LabelledDrawings:
    """Return drawings as arrays, without whose they are."""
    if not drawings:
        return LabelledDrawings()
    return LabelledDrawings(
        np.stack([drawing.image for drawing in drawings]),
        np.array([drawing.label for drawing in drawings], np.uint8),
    )


def without_sealed(
    room: Room, drawings: Iterable[ClassDrawing]
) -> tuple[ClassDrawing, ...]:
    """Return the drawings that a class may see now, in the order of drawing.

    A test that hung on the wall would be no secret.

    Args:
        room: The room, with its seats.
        drawings: Its class set.
    """
    sealed = {
        seat.id
        for seat in room.seats
        if seat.part is Part.SEALED_TEST and room.pace.is_sealed
    }
    return tuple(drawing for drawing in drawings if drawing.seat not in sealed)


def readable_parts(room: Room) -> tuple[Part, ...]:
    """Return the parts that can be read now, in their order."""
    return tuple(
        part for part in Part if part is not Part.SEALED_TEST or not room.pace.is_sealed
    )


def counts(room: Room, drawings: Iterable[ClassDrawing]) -> Mapping[Part, int]:
    """Return how many drawings each part has, the sealed one too."""
    return {part: len(found) for part, found in _by_part(room, drawings).items()}


def class_data(room: Room, drawings: Iterable[ClassDrawing]) -> ClassData:
    """Return what a class network learns now.

    Raises:
        NothingToLearn: There is no drawing to learn from; or a room of own signs has
            none to measure its network by.
    """
    known = of_part(room, drawings, Part.TRAINING)
    use = Use.ALONE if room.signs else Use.MIXED
    # Digits have MNIST's test images for that.
    test = LabelledDrawings()
    if use is Use.ALONE:
        test = of_part(room, drawings, Part.OPEN_TEST)
    if not len(known) or (use is Use.ALONE and not len(test)):
        raise NothingToLearn
    return ClassData(use, known, test)


def _by_part(
    room: Room, drawings: Iterable[ClassDrawing]
) -> dict[Part, list[ClassDrawing]]:
    parts = {seat.id: seat.part for seat in room.seats}
    found: dict[Part, list[ClassDrawing]] = {part: [] for part in Part}
    for drawing in drawings:
        part = parts.get(drawing.seat)
        if part is not None and drawing.state is DrawingState.ON_WALL:
            found[part].append(drawing)
    return found
