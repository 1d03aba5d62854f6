"""The store's class sets: what the seats of a room have drawn, and for which sign."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from core.rooms.errors import RoomDrawingsFull
from core.rooms.limits import MOST_DRAWINGS, MOST_MADE
from core.rooms.records import ClassDrawing, DrawingState
from core.settings.network import CLASSES, SIDE
from core.store import room_queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.tables import class_drawings, rooms


class ClassDrawingStore(StorePart):
    """The drawings of all rooms."""

    def add_class_drawing(
        self,
        room: str,
        visitor: str,
        image: NDArray[np.uint8],
        label: int,
        *,
        is_refused: bool,
    ) -> int:
        """Add a drawing of a visitor's seat to the class set; return its id.

        Doing the same again changes nothing: a page tries again whose answer was lost.

        Args:
            room: Id of the room.
            visitor: Who has drawn it.
            image: As a network sees it, (28, 28) uint8, ink bright.
            label: The sign that was asked for.
            is_refused: Whether the shipped network takes it for no digit.

        Raises:
            RoomUnknown: The room is over.
            SeatGone: The visitor has no seat there any more.
            RoomDrawingsFull: The seat has `MOST_DRAWINGS` drawings, or has made
                `MOST_MADE` with those that were deleted.
            ValueError: No image of a network, or a sign that the room does not collect.
        """
        if image.shape != (SIDE, SIDE) or image.dtype != np.uint8:
            raise ValueError(f"no image of a network: {image.shape} {image.dtype}")
        with self._database.writing() as connection:
            version = room_queries.act(connection, room, self._now(connection))
            mine = room_queries.own_seat(connection, room, visitor)
            _ensure_collected(connection, room, label)
            content = image.tobytes()
            same = _find_same(connection, room, mine.id, label, content)
            if same is not None:
                return same
            _ensure_space(connection, room, mine.id)
            state = DrawingState.HELD_BACK if is_refused else DrawingState.ON_WALL
            added = (
                sa.insert(class_drawings)
                .values(
                    room=room,
                    seat=mine.id,
                    label=label,
                    image=content,
                    state=state,
                    version=version,
                )
                .returning(class_drawings.c.id)
            )
            return int(connection.execute(added).scalar_one())

    def class_drawings(
        self, room: str, after_version: int = 0
    ) -> tuple[ClassDrawing, ...]:
        """Return what has changed in a room's class set, in the order of drawing.

        Args:
            room: Id of the room.
            after_version: The room's, up to which the caller knows the set.
        """
        query = (
            sa.select(class_drawings)
            .where(
                class_drawings.c.room == checked(room),
                class_drawings.c.version > after_version,
            )
            .order_by(class_drawings.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(_to_drawing(row) for row in rows)

    def delete_class_drawing(self, room: str, visitor: str, drawing: int) -> None:
        """Delete one of the drawings of a visitor's own seat.

        Raises:
            RoomUnknown: The room is over.
            SeatGone: The visitor has no seat there any more.
        """
        with self._database.writing() as connection:
            version = room_queries.act(connection, room, self._now(connection))
            mine = room_queries.own_seat(connection, room, visitor)
            connection.execute(
                sa.update(class_drawings)
                .where(
                    class_drawings.c.room == room,
                    class_drawings.c.id == drawing,
                    class_drawings.c.seat == mine.id,
                )
                .values(state=DrawingState.DELETED, image=b"", version=version)
            )

    def judge_class_drawing(
        self, room: str, teacher: str, drawing: int, *, is_let_through: bool
    ) -> None:
        """Let a drawing that was held back through, or delete any drawing.

        Raises:
            NotYourRoom: The visitor does not teach there.
            RoomUnknown: The room is over.
        """
        values: dict[str, object] = {"state": DrawingState.ON_WALL}
        if not is_let_through:
            values = {"state": DrawingState.DELETED, "image": b""}
        with self._database.writing() as connection:
            room_queries.ensure_teacher(connection, room, teacher)
            version = room_queries.act(connection, room, self._now(connection))
            connection.execute(
                sa.update(class_drawings)
                .where(
                    class_drawings.c.room == room,
                    class_drawings.c.id == drawing,
                    # What its writer has deleted does not come back.
                    class_drawings.c.state != DrawingState.DELETED,
                )
                .values(**values, version=version)
            )


def _ensure_collected(connection: sa.Connection, room: str, label: int) -> None:
    """Make sure that a room collects a sign.

    Raises:
        ValueError: It does not.
    """
    query = sa.select(rooms.c.signs).where(rooms.c.id == room)
    signs = connection.execute(query).scalar_one()
    if not 0 <= label < (len(signs) or CLASSES):
        raise ValueError(f"no sign of the room: {label}")


def _find_same(
    connection: sa.Connection, room: str, seat: str, label: int, content: bytes
) -> int | None:
    query = sa.select(class_drawings.c.id).where(
        class_drawings.c.room == room,
        class_drawings.c.seat == seat,
        class_drawings.c.label == label,
        class_drawings.c.image == content,
        class_drawings.c.state != DrawingState.DELETED,
    )
    found: int | None = connection.execute(query).scalar()
    return found


def _ensure_space(connection: sa.Connection, room: str, seat: str) -> None:
    """Make sure that a seat may add one more drawing.

    Raises:
        RoomDrawingsFull: It has as many as it may have.
    """
    is_deleted = class_drawings.c.state == DrawingState.DELETED
    query = (
        sa.select(is_deleted, sa.func.count())
        .where(class_drawings.c.room == room, class_drawings.c.seat == seat)
        .group_by(is_deleted)
    )
    made = {bool(deleted): count for deleted, count in connection.execute(query)}
    if made.get(False, 0) >= MOST_DRAWINGS:
        raise RoomDrawingsFull(MOST_DRAWINGS)
    if sum(made.values()) >= MOST_MADE:
        raise RoomDrawingsFull(MOST_MADE)


def _to_drawing(row: Mapping[Any, Any]) -> ClassDrawing:
    image = np.frombuffer(row["image"] or bytes(SIDE * SIDE), np.uint8)
    return ClassDrawing(
        row["id"],
        row["seat"],
        row["label"],
        image.reshape(SIDE, SIDE),
        DrawingState(row["state"]),
        row["version"],
    )
