"""The store's networks of seats: which run of a seat stands for it, and its file."""

import sqlalchemy as sa

from core.store import room_queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.tables import files, runs, seats


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
