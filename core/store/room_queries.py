"""Parts of the transactions on rooms: who may do what, and what changes with it."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import sqlalchemy as sa

from core.errors import WorkspaceDeleted
from core.rooms.errors import NotYourRoom, RoomUnknown, SeatGone
from core.rooms.limits import MOST_BREAKS
from core.rooms.records import Break, DrawingState, Pace, Room, Seat, Wall
from core.rooms.split import Part
from core.settings.network import SIDE
from core.store import queries
from core.store.row_mapping import checked
from core.store.tables import (
    breaks,
    class_drawings,
    room_teachers,
    rooms,
    seats,
    votes,
    workspaces,
)


def enter(connection: sa.Connection, visitor: str, now: float) -> None:
    """Record that a visitor is here; the visitor's other changes of rooms wait.

    All transactions lock a workspace first, then rooms in the order of their ids, then
    seats: so no two wait for one another in a circle.

    Args:
        connection: Within a transaction that writes.
        visitor: Id of the workspace; it is created if there is none.
        now: The time, in seconds since 1970.

    Raises:
        WorkspaceDeleted: Its visitor has deleted it.
    """
    queries.touch(connection, visitor, now)
    # One that another transaction created at this moment is not locked yet.
    if not lock_workspace(connection, visitor):
        raise WorkspaceDeleted


def lock_workspace(connection: sa.Connection, visitor: str) -> bool:
    """Have those wait who change a workspace; return whether there is one."""
    query = sa.select(workspaces.c.id).where(workspaces.c.id == checked(visitor))
    # PostgreSQL looks for a room's owner with the second change of the room in one
    # transaction: that must not wait for this, which waits for the room.
    query = query.with_for_update(key_share=True)
    return connection.execute(query).first() is not None


def lock(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> None:
    """Have those wait who change any of some rooms.

    Only for more than one room: `act` locks its own.

    Args:
        connection: Within a transaction that writes, and has locked no room yet.
        wanted: The condition for the rooms.
    """
    query = sa.select(rooms.c.id).where(wanted).order_by(rooms.c.id)
    connection.execute(query.with_for_update(key_share=True)).all()


def has_seat_of(visitor: str) -> sa.ColumnElement[bool]:
    """Return the condition for rooms in which a visitor has a seat."""
    seated = sa.select(seats.c.room).where(seats.c.workspace == checked(visitor))
    return rooms.c.id.in_(seated)


def vacate(connection: sa.Connection, visitor: str, *, but: str = "") -> None:
    """Give up a visitor's seats, with what was drawn and voted there.

    Args:
        connection: Within a transaction that writes, and has locked the rooms.
        visitor: Id of the workspace.
        but: Id of a room in which the seat stays.
    """
    query = (
        sa.select(seats.c.room, seats.c.id)
        .where(seats.c.workspace == checked(visitor), seats.c.room != but)
        .order_by(seats.c.room)
    )
    for row in connection.execute(query).all():
        # Also in one that is over: its drawings are stored until it is removed.
        changed = (
            sa.update(rooms)
            .where(rooms.c.id == row.room)
            .values(version=rooms.c.version + 1, pace_version=rooms.c.pace_version + 1)
            .returning(rooms.c.version)
        )
        version: int | None = connection.execute(changed).scalar()
        # Without one, the room was deleted at this moment, and the seat with it.
        if version is not None:
            remove_seat(connection, row.room, row.id, version)


def remove_seat(connection: sa.Connection, room: str, seat: str, version: int) -> None:
    """Remove a seat, with what was drawn and voted there.

    Args:
        connection: Within a transaction that has made the version.
        room: Id of the room.
        seat: Id of the seat; without such a seat, nothing changes.
        version: The room's new one, with which readers hear of it.
    """
    connection.execute(
        sa.update(class_drawings)
        .where(
            class_drawings.c.room == room,
            class_drawings.c.seat == seat,
            class_drawings.c.state != DrawingState.DELETED,
        )
        .values(state=DrawingState.DELETED, image=b"", version=version)
    )
    connection.execute(sa.delete(seats).where(seats.c.room == room, seats.c.id == seat))


def act(
    connection: sa.Connection, room: str, now: float, *, is_pace: bool = False
) -> int:
    """Record that something was done in a room, and return its new version.

    The first statement of a transaction that changes a room: all others that change it
    wait for its end, so that versions are seen in order.

    Args:
        connection: Within a transaction that writes.
        room: Id of the room.
        now: The time, in seconds since 1970.
        is_pace: Whether it changes what a seat may do.

    Raises:
        RoomUnknown: There is none, or it is over.
    """
    changed = (
        sa.update(rooms)
        .where(rooms.c.id == checked(room), is_going_on(now))
        .values(
            version=rooms.c.version + 1,
            pace_version=rooms.c.pace_version + int(is_pace),
            acted_at=now,
        )
        .returning(rooms.c.version)
    )
    version: int | None = connection.execute(changed).scalar()
    if version is None:
        raise RoomUnknown
    return version


def is_going_on(now: float) -> sa.ColumnElement[bool]:
    """Return the condition for rooms that are not over."""
    return rooms.c.acted_at + rooms.c.kept_seconds > now


def ensure_teacher(connection: sa.Connection, room: str, visitor: str) -> None:
    """Make sure that a visitor has the controls of a room.

    Raises:
        NotYourRoom: Somebody else has.
    """
    query = sa.select(room_teachers.c.room).where(
        room_teachers.c.room == checked(room),
        room_teachers.c.workspace == checked(visitor),
    )
    if connection.execute(query).first() is None:
        raise NotYourRoom


def own_seat(connection: sa.Connection, room: str, visitor: str) -> sa.Row[Any]:
    """Return the row of a visitor's seat in a room.

    Raises:
        SeatGone: There is none, or the teacher has sent the seat out.
    """
    query = sa.select(seats).where(
        seats.c.room == checked(room), seats.c.workspace == checked(visitor)
    )
    row = connection.execute(query).first()
    if row is None or row.is_kicked:
        raise SeatGone
    return row


def read_room(connection: sa.Connection, room: str, now: float) -> Room | None:
    """Return a room with its seats and votes; None where it is over."""
    query = sa.select(rooms).where(rooms.c.id == checked(room), is_going_on(now))
    row = connection.execute(query).first()
    if row is None:
        return None
    # After the version: PostgreSQL may read a later change, never an earlier state.
    found = sa.select(seats).where(seats.c.room == room).order_by(seats.c.number)
    return Room(
        id=row.id,
        code=row.code,
        version=row.version,
        pace_version=row.pace_version,
        made_at=row.made_at,
        ends_at=row.acted_at + row.kept_seconds,
        pace=_pace(row),
        run=row.run,
        signs=tuple(row.signs),
        seats=tuple(
            to_seat(seat) for seat in connection.execute(found).mappings().all()
        ),
        votes=_votes(connection, room, row.question),
        breaks=_breaks(connection, room),
        read_at=now,
    )


def to_seat(row: Mapping[Any, Any]) -> Seat:
    """Return a seat from its row."""
    values = {field.name: row[field.name] for field in fields(Seat)}
    return Seat(**values | {"part": Part(values["part"])})


def key_hash(key: str) -> str:
    """Return the hash of a teacher's key, as the table of rooms has it."""
    return hashlib.sha256(key.encode()).hexdigest()


def _pace(row: sa.Row[Any]) -> Pace:
    values = {field.name: getattr(row, field.name) for field in fields(Pace)}
    changed = {"open_pages": frozenset(row.open_pages), "wall": Wall(row.wall)}
    return Pace(**values | changed)


def _votes(connection: sa.Connection, room: str, question: str) -> Mapping[int, int]:
    if not question:
        return {}
    query = (
        sa.select(votes.c.answer, sa.func.count())
        .join(seats, seats.c.id == votes.c.seat)
        .where(seats.c.room == room, votes.c.question == question)
        .group_by(votes.c.answer)
    )
    return {int(answer): int(count) for answer, count in connection.execute(query)}


def _breaks(connection: sa.Connection, room: str) -> tuple[Break, ...]:
    query = (
        sa.select(breaks)
        .join(seats, seats.c.id == breaks.c.seat)
        .where(seats.c.room == room)
        .order_by(breaks.c.share.desc(), breaks.c.seat)
        .limit(MOST_BREAKS)
    )
    return tuple(
        Break(
            row.seat,
            row.target,
            row.label,
            row.answer,
            row.share,
            np.frombuffer(row.image, np.uint8).reshape(SIDE, SIDE),
        )
        for row in connection.execute(query)
    )
