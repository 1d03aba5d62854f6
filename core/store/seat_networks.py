"""The store's networks of seats: which run of a seat stands for it, and its file."""

import sqlalchemy as sa

from core.rooms.errors import SeatGone
from core.rooms.records import Break
from core.store import room_queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.tables import breaks, files, runs, seats


class SeatNetworkStore(StorePart):
    """The networks that the seats of rooms have trained."""

    def put_on_board(self, room: str, visitor: str, run: str) -> None:
        """Have one of a visitor's own runs stand for the visitor's seat.

        Args:
            room: Id of the room.
            visitor: Whose seat and run it is.
            run: Id of the run. Another's run changes nothing.

        Raises:
            RoomUnknown: The room is over.
            SeatGone: The visitor has no seat there any more.
        """
        with self._database.writing() as connection:
            room_queries.act(connection, room, self._now(connection))
            mine = room_queries.own_seat(connection, room, visitor)
            own = sa.select(runs.c.id).where(
                runs.c.id == checked(run), runs.c.workspace == checked(visitor)
            )
            if connection.execute(own).first() is not None:
                connection.execute(
                    sa.update(seats).where(seats.c.id == mine.id).values(run=run)
                )

    def seat_network(self, room: str, seat: str) -> bytes | None:
        """Return the LiteRT file of the network that stands for a seat.

        Returns:
            None where there is none, or its visitor has deleted it.
        """
        query = (
            sa.select(files.c.content)
            .join(seats, seats.c.run == files.c.run)
            .where(
                seats.c.room == checked(room),
                seats.c.id == checked(seat),
                files.c.kind == "litert",
            )
        )
        with self._database.reading() as connection:
            content: bytes | None = connection.execute(query).scalar()
        return content

    def enter_break(self, room: str, visitor: str, found: Break) -> None:
        """Keep a drawing that a network is sure of and wrong about.

        Of a seat, the surest mistake stays.

        Args:
            room: Id of the room.
            visitor: Who has drawn it.
            found: What it is; its `seat` does not count, but the visitor's own.

        Raises:
            RoomUnknown: The room is over.
            SeatGone: The visitor has no seat there any more, or the network's seat is
                gone.
        """
        with self._database.writing() as connection:
            room_queries.act(connection, room, self._now(connection))
            mine = room_queries.own_seat(connection, room, visitor)
            target = sa.select(seats.c.id).where(
                seats.c.room == room, seats.c.id == checked(found.target)
            )
            if connection.execute(target).first() is None:
                raise SeatGone
            known = sa.select(breaks.c.share).where(breaks.c.seat == mine.id)
            share = connection.execute(known).scalar()
            if share is not None and share >= found.share:
                return
            connection.execute(sa.delete(breaks).where(breaks.c.seat == mine.id))
            connection.execute(
                sa.insert(breaks).values(
                    seat=mine.id,
                    target=found.target,
                    label=found.label,
                    answer=found.answer,
                    share=found.share,
                    image=found.image.tobytes(),
                )
            )
