"""Parts of the transactions that remove rooms, without waiting for who is in them."""

import sqlalchemy as sa

from core.rooms.limits import EMPTY_SECONDS
from core.store.room_queries import is_going_on
from core.store.tables import rooms, seats


def remove_over(connection: sa.Connection, now: float) -> int:
    """Remove the rooms that are over; return how many there were.

    Args:
        connection: Within a transaction that writes.
        now: The time, in seconds since 1970.
    """
    # Of a clock that was ahead: else such a room would live until then.
    is_ahead = _is_free(rooms.c.acted_at > now)
    connection.execute(sa.update(rooms).where(is_ahead).values(acted_at=now))
    over = sa.not_(is_going_on(now))
    return int(connection.execute(sa.delete(rooms).where(_is_free(over))).rowcount)


def remove_empty(connection: sa.Connection, now: float) -> bool:
    """Remove the room that was empty for longest; return whether there is one.

    So nobody keeps others from teaching by opening all the rooms there may be.

    Args:
        connection: Within a transaction that writes.
        now: The time, in seconds since 1970.
    """
    query = (
        sa.select(rooms.c.id)
        .where(
            rooms.c.acted_at < now - EMPTY_SECONDS,
            is_going_on(now),
            ~sa.exists().where(seats.c.room == rooms.c.id),
        )
        .order_by(rooms.c.acted_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    room: str | None = connection.execute(query).scalar()
    if room is not None:
        connection.execute(sa.delete(rooms).where(rooms.c.id == room))
    return room is not None


def _is_free(wanted: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return the condition for those of some rooms that nobody changes now."""
    free = sa.select(rooms.c.id).where(wanted).with_for_update(skip_locked=True)
    return rooms.c.id.in_(free)
