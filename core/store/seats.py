"""The store's seats: pupils who have joined a room, and their votes."""

import random
import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from core.rooms import nicknames
from core.rooms.errors import RoomFull, RoomLocked, VotesClosed
from core.rooms.limits import MOST_SEATS, MOST_SPINS
from core.rooms.records import Sighting
from core.rooms.split import part_of_seat
from core.store import room_queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.statements import upsert
from core.store.tables import rooms, seats, votes


class SeatStore(StorePart):
    """Who sits in which room, and what they have voted for."""

    def join_room(self, room: str, visitor: str) -> str:
        """Give a visitor a seat in a room, or the one from before; return its id.

        Args:
            room: Id of the room.
            visitor: Whose seat it is. A seat elsewhere is given up, with what was drawn
                there.

        Raises:
            WorkspaceDeleted: The visitor has deleted everything.
            RoomUnknown: The room is over.
            RoomLocked: The door is locked, and the visitor has no seat.
            RoomFull: It has `MOST_SEATS`.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            room_queries.enter(connection, visitor, now)
            here = rooms.c.id == checked(room)
            elsewhere = room_queries.has_seat_of(visitor)
            room_queries.lock(connection, sa.or_(here, elsewhere))
            room_queries.act(connection, room, now, is_pace=True)
            room_queries.vacate(connection, visitor, but=room)
            mine = connection.execute(
                sa.select(seats.c.id).where(
                    seats.c.room == room, seats.c.workspace == visitor
                )
            ).scalar()
            door = connection.execute(
                sa.select(rooms.c.is_locked, rooms.c.seats_made).where(
                    rooms.c.id == room
                )
            ).one()
            if mine is not None:
                if not door.is_locked:
                    connection.execute(
                        sa.update(seats)
                        .where(seats.c.id == mine)
                        .values(is_kicked=False, seen_at=now, active_at=now)
                    )
                elif _is_kicked(connection, mine):
                    raise RoomLocked
                return str(mine)
            if door.is_locked:
                raise RoomLocked
            return self._add_seat(connection, room, visitor, door.seats_made)

    def _add_seat(
        self, connection: sa.Connection, room: str, visitor: str, number: int
    ) -> str:
        now = self._now(connection)
        taken = _nicknames(connection, room)
        if len(taken) >= MOST_SEATS:
            raise RoomFull(MOST_SEATS)
        seat = uuid.uuid4().hex
        connection.execute(
            sa.insert(seats).values(
                id=seat,
                room=room,
                workspace=visitor,
                number=number,
                nickname=nicknames.deal(taken, random.SystemRandom()),
                spins=0,
                part=part_of_seat(number),
                is_kicked=False,
                page="",
                seen_at=now,
                active_at=now,
                is_waiting=False,
                run="",
            )
        )
        connection.execute(
            sa.update(rooms).where(rooms.c.id == room).values(seats_made=number + 1)
        )
        return seat

    def seated_in(self, visitor: str) -> tuple[str, str] | None:
        """Return the ids of a visitor's room and seat; None without one."""
        with self._database.reading() as connection:
            query = (
                sa.select(seats.c.room, seats.c.id)
                .join(rooms, rooms.c.id == seats.c.room)
                .where(
                    seats.c.workspace == checked(visitor),
                    room_queries.is_going_on(self._now(connection)),
                )
            )
            row = connection.execute(query).first()
        return None if row is None else (row.room, row.id)

    def spin_nickname(self, room: str, visitor: str) -> None:
        """Deal a visitor another nickname, up to `MOST_SPINS` times.

        Raises:
            RoomUnknown: The room is over.
            SeatGone: The visitor has no seat there any more.
        """
        with self._database.writing() as connection:
            room_queries.act(connection, room, self._now(connection), is_pace=True)
            mine = room_queries.own_seat(connection, room, visitor)
            if mine.spins >= MOST_SPINS:
                return
            dealt = nicknames.deal(_nicknames(connection, room), random.SystemRandom())
            connection.execute(
                sa.update(seats)
                .where(seats.c.id == mine.id)
                .values(nickname=dealt, spins=mine.spins + 1)
            )

    def leave_room(self, visitor: str) -> None:
        """Give up a visitor's seat, with what was drawn and voted there."""
        with self._database.writing() as connection:
            # Else the visitor may take a seat elsewhere while this waits for the room.
            room_queries.lock_workspace(connection, visitor)
            room_queries.lock(connection, room_queries.has_seat_of(visitor))
            room_queries.vacate(connection, visitor)

    def kick_seat(self, room: str, teacher: str, seat: str) -> None:
        """Send a seat out: it may come back while the door is open, and find its work.

        Raises:
            NotYourRoom: The visitor does not teach there.
            RoomUnknown: The room is over.
        """
        with self._database.writing() as connection:
            room_queries.ensure_teacher(connection, room, teacher)
            room_queries.act(connection, room, self._now(connection), is_pace=True)
            connection.execute(
                sa.update(seats)
                .where(seats.c.room == room, seats.c.id == checked(seat))
                .values(is_kicked=True)
            )

    def remove_seat(self, room: str, teacher: str, seat: str) -> None:
        """Remove a seat, with what was drawn and voted there, for good.

        Raises:
            NotYourRoom: The visitor does not teach there.
            RoomUnknown: The room is over.
        """
        with self._database.writing() as connection:
            room_queries.ensure_teacher(connection, room, teacher)
            version = room_queries.act(
                connection, room, self._now(connection), is_pace=True
            )
            room_queries.remove_seat(connection, room, checked(seat), version)

    def note_sightings(self, sightings: Iterable[Sighting]) -> None:
        """Record what was last heard of seats; no version grows with it."""
        with self._database.writing() as connection:
            now = self._now(connection)
            for each in sightings:
                # Waits for no other transaction: the next sighting comes soon.
                free = sa.select(seats.c.id).where(seats.c.id == checked(each.seat))
                free = free.with_for_update(skip_locked=True)
                connection.execute(
                    sa.update(seats)
                    .where(
                        seats.c.id == free.scalar_subquery(),
                        sa.or_(
                            # What another process has heard since is newer,
                            seats.c.seen_at < now - each.seen_ago,
                            # but for a clock that was ahead.
                            seats.c.seen_at > now,
                        ),
                    )
                    .values(
                        page=each.page,
                        seen_at=now - each.seen_ago,
                        active_at=now - each.active_ago,
                        is_waiting=each.is_waiting,
                    )
                )

    def vote(self, room: str, visitor: str, question: str, answer: int) -> None:
        """Record a seat's answer to the question that its room asks.

        Raises:
            RoomUnknown: The room is over.
            SeatGone: The visitor has no seat there any more.
            VotesClosed: It asks another one, or the votes can be seen already.
        """
        with self._database.writing() as connection:
            room_queries.act(connection, room, self._now(connection))
            mine = room_queries.own_seat(connection, room, visitor)
            asked = connection.execute(
                sa.select(rooms.c.question, rooms.c.is_revealed).where(
                    rooms.c.id == room
                )
            ).one()
            if asked.question != question or not question or asked.is_revealed:
                raise VotesClosed
            connection.execute(
                upsert(
                    connection,
                    votes,
                    {"seat": mine.id, "question": question, "answer": answer},
                )
            )

    def vote_of(self, seat: str, question: str) -> int | None:
        """Return what a seat has voted for; None where it has not."""
        query = sa.select(votes.c.answer).where(
            votes.c.seat == checked(seat), votes.c.question == question
        )
        with self._database.reading() as connection:
            answer: int | None = connection.execute(query).scalar()
        return answer


def _nicknames(connection: sa.Connection, room: str) -> set[str]:
    query = sa.select(seats.c.nickname).where(seats.c.room == room)
    return set(connection.execute(query).scalars())


def _is_kicked(connection: sa.Connection, seat: str) -> bool:
    query = sa.select(seats.c.is_kicked).where(seats.c.id == seat)
    return bool(connection.execute(query).scalar())
