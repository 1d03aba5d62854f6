"""The store's rooms: opened, changed and ended by those who teach in them."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa

from core import short_codes
from core.rooms import sign_choice
from core.rooms.errors import RoomUnknown, TooManyRooms
from core.rooms.limits import (
    CODE_LETTERS,
    KEPT_SECONDS,
    LONGEST_KEPT_SECONDS,
    MOST_ROOMS,
)
from core.rooms.records import Pace, Room
from core.store import room_queries, room_removal
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.tables import room_teachers, rooms

# The store itself counts the calls.
CHANGEABLE = frozenset(field.name for field in fields(Pace)) - {"calls"}


class RoomStore(StorePart):
    """Rooms, and who teaches in them."""

    def open_room(
        self,
        visitor: str,
        kept_seconds: float = KEPT_SECONDS,
        signs: Sequence[str] = (),
    ) -> str:
        """Open a room, and give a visitor its controls; return the id of the room.

        Who teaches in one already gets that one.

        Args:
            visitor: Whose work the room belongs to.
            kept_seconds: How long it lives after the last action.
            signs: What it collects and learns in place of digits.

        Raises:
            WorkspaceDeleted: The visitor has deleted everything.
            TooManyRooms: This Trazo has `MOST_ROOMS`.
            ValueError: Not an id, or a time or signs that no widget offers.
        """
        if not 0 < kept_seconds <= LONGEST_KEPT_SECONDS:
            raise ValueError(f"a room cannot be kept for {kept_seconds} seconds")
        if signs and not sign_choice.is_possible(signs):
            raise ValueError(f"a room cannot learn {signs}")
        with self._database.writing() as connection:
            now = self._now(connection)
            # Also has a second press of the same visitor wait for the first.
            room_queries.enter(connection, visitor, now)
            found = _taught(connection, visitor, now)
            if found is not None:
                return found
            going_on = sa.select(sa.func.count()).where(room_queries.is_going_on(now))
            is_full = connection.execute(going_on).scalar_one() >= MOST_ROOMS
            if is_full and not room_removal.remove_empty(connection, now):
                raise TooManyRooms(MOST_ROOMS)
            room = uuid.uuid4().hex
            connection.execute(
                sa.insert(rooms).values(
                    id=room,
                    workspace=visitor,
                    code=_unused_code(connection),
                    made_at=now,
                    acted_at=now,
                    kept_seconds=kept_seconds,
                    version=1,
                    pace_version=1,
                    seats_made=0,
                    signs=list(signs),
                    run="",
                    **_columns(Pace()),
                )
            )
            connection.execute(
                sa.insert(room_teachers).values(room=room, workspace=visitor)
            )
            return room

    def taught_room(self, visitor: str) -> str | None:
        """Return the id of the room in which a visitor teaches; None without one."""
        with self._database.reading() as connection:
            return _taught(connection, visitor, self._now(connection))

    def room(self, room: str) -> Room | None:
        """Return a room as it is now; None where it is over."""
        with self._database.reading() as connection:
            return room_queries.read_room(connection, room, self._now(connection))

    def room_version(self, room: str) -> int | None:
        """Return the version of a room; None where it is over."""
        with self._database.reading() as connection:
            query = sa.select(rooms.c.version).where(
                rooms.c.id == checked(room),
                room_queries.is_going_on(self._now(connection)),
            )
            version: int | None = connection.execute(query).scalar()
        return version

    def find_room(self, code: str) -> str | None:
        """Return the id of the room that a code belongs to; None where there is none.

        Args:
            code: As somebody has typed it.
        """
        with self._database.reading() as connection:
            query = sa.select(rooms.c.id).where(
                rooms.c.code == short_codes.normalized(code),
                room_queries.is_going_on(self._now(connection)),
            )
            found: str | None = connection.execute(query).scalar()
        return found

    def change_pace(self, room: str, teacher: str, **changes: object) -> None:
        """Change what a class may do.

        Args:
            room: Id of the room.
            teacher: Who asks.
            changes: New values of fields of `Pace`.

        Raises:
            NotYourRoom: The visitor does not teach there.
            RoomUnknown: The room is over.
            ValueError: There is no such field, or nobody may set it.
        """
        if not changes.keys() <= CHANGEABLE:
            raise ValueError(f"not of a pace: {sorted(changes.keys() - CHANGEABLE)}")
        with self._database.writing() as connection:
            self._act_as_teacher(connection, room, teacher)
            row = connection.execute(
                sa.select(rooms.c.calls).where(rooms.c.id == room)
            ).one()
            values = _as_columns(changes)
            if "page" in changes:
                # Who was taken to the same page before is taken there again.
                values["calls"] = row.calls + 1
            connection.execute(
                sa.update(rooms).where(rooms.c.id == room).values(**values)
            )

    def set_class_run(self, room: str, teacher: str, run: str) -> None:
        """Note which run trains the class network.

        Args:
            room: Id of the room.
            teacher: Who asks.
            run: Id of the run.

        Raises:
            NotYourRoom: As `change_pace`.
            RoomUnknown: As `change_pace`.
        """
        with self._database.writing() as connection:
            self._act_as_teacher(connection, room, teacher)
            connection.execute(
                sa.update(rooms).where(rooms.c.id == room).values(run=checked(run))
            )

    def change_room_code(self, room: str, teacher: str) -> None:
        """Give a room another code: the one before leads nowhere.

        Raises:
            NotYourRoom: As `change_pace`.
            RoomUnknown: As `change_pace`.
        """
        with self._database.writing() as connection:
            self._act_as_teacher(connection, room, teacher)
            connection.execute(
                sa.update(rooms)
                .where(rooms.c.id == room)
                .values(code=_unused_code(connection))
            )

    def make_teacher_key(self, room: str, teacher: str) -> str:
        """Return a new key by which another device gets the controls of a room.

        The store has its hash only; the key before opens nothing any more.

        Raises:
            NotYourRoom: As `change_pace`.
            RoomUnknown: As `change_pace`.
        """
        key = secrets.token_urlsafe(24)
        with self._database.writing() as connection:
            self._act_as_teacher(connection, room, teacher)
            connection.execute(
                sa.update(rooms)
                .where(rooms.c.id == room)
                .values(key_hash=room_queries.key_hash(key))
            )
        return key

    def enter_as_teacher(self, key: str, visitor: str) -> str:
        """Give a visitor the controls of the room that a key opens; return its id.

        Raises:
            WorkspaceDeleted: The visitor has deleted everything.
            RoomUnknown: It opens none.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            room_queries.enter(connection, visitor, now)
            query = sa.select(rooms.c.id).where(
                rooms.c.key_hash == room_queries.key_hash(key),
                room_queries.is_going_on(now),
            )
            # Neither does it end at this moment, nor is the key changed.
            room: str | None = connection.execute(
                query.with_for_update(key_share=True)
            ).scalar()
            if room is None:
                raise RoomUnknown
            # One at a time: the room of this key takes the place of another.
            connection.execute(
                sa.delete(room_teachers).where(room_teachers.c.workspace == visitor)
            )
            connection.execute(
                sa.insert(room_teachers).values(room=room, workspace=visitor)
            )
            return room

    def end_room(self, room: str, teacher: str) -> None:
        """Delete a room with everything in it, for good.

        Raises:
            NotYourRoom: As `change_pace`.
        """
        with self._database.writing() as connection:
            room_queries.ensure_teacher(connection, room, teacher)
            connection.execute(sa.delete(rooms).where(rooms.c.id == room))

    def remove_ended_rooms(self) -> int:
        """Remove the rooms that are over; return how many there were."""
        with self._database.writing() as connection:
            return room_removal.remove_over(connection, self._now(connection))

    def _act_as_teacher(
        self, connection: sa.Connection, room: str, teacher: str
    ) -> None:
        """Begin a change that only those who teach in a room may make."""
        room_queries.ensure_teacher(connection, room, teacher)
        room_queries.act(connection, room, self._now(connection), is_pace=True)


def _taught(connection: sa.Connection, visitor: str, now: float) -> str | None:
    query = (
        sa.select(rooms.c.id)
        .join(room_teachers, room_teachers.c.room == rooms.c.id)
        .where(
            room_teachers.c.workspace == checked(visitor), room_queries.is_going_on(now)
        )
        .order_by(rooms.c.made_at.desc())
    )
    found: str | None = connection.execute(query).scalar()
    return found


def _unused_code(connection: sa.Connection) -> str:
    while True:
        code = short_codes.new_code(CODE_LETTERS)
        query = sa.select(rooms.c.id).where(rooms.c.code == code)
        if connection.execute(query).first() is None:
            return code


def _columns(pace: Pace) -> dict[str, object]:
    return _as_columns(vars(pace))


def _as_columns(values: dict[str, object]) -> dict[str, object]:
    """Return fields of a `Pace` as columns of the table `rooms`."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in values.items()
    }
