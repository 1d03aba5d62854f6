"""The store's workspaces: what it has of a visitor besides runs."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.errors import WorkspaceDeleted
from core.runs.records import Workspace
from core.settings import query_params
from core.store import drawings, idle_clock, queries, room_queries
from core.store.idle_clock import DAY_SECONDS
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.statements import insert_missing
from core.store.tables import deleted_workspaces, rooms, seats, workspaces

# A tombstone lies for as long as a browser's cookie leads to the work, at least.
TOMBSTONE_DAYS = 30.0
# Of the days for which work is kept, a gap between two looks at the clock counts as so
# much at most: see `core.store.idle_clock`.
GAP_SHARE = 0.25


class WorkspaceStore(StorePart):
    """What is kept of a visitor besides runs."""

    def mark_visitor_seen(self, workspace: str) -> None:
        """Record that a workspace is in use; create it if there is none.

        Raises:
            WorkspaceDeleted: As each method that would create it.
        """
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._now(connection))

    def seen_within(self, workspace: str, seconds: float) -> bool:
        """Say whether a workspace was in use during the last so many seconds."""
        query = sa.select(workspaces.c.seen_at).where(
            workspaces.c.id == checked(workspace)
        )
        with self._database.reading() as connection:
            seen_at = connection.execute(query).scalar()
            if seen_at is None:
                return False
            now = idle_clock.peek(connection, self._now(connection))
            return bool(now - seen_at < seconds)

    def has_workspace(self, workspace: str) -> bool:
        """Say whether there is a workspace.

        Raises:
            ValueError: Not an id.
        """
        query = sa.select(workspaces.c.id).where(workspaces.c.id == checked(workspace))
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def is_deleted(self, workspace: str) -> bool:
        """Say whether its visitor has deleted a workspace, of late.

        Raises:
            ValueError: Not an id.
        """
        with self._database.reading() as connection:
            try:
                queries.ensure_not_deleted(connection, workspace)
            except WorkspaceDeleted:
                return True
        return False

    def workspace(self, workspace: str) -> Workspace | None:
        """Return what is kept of a visitor besides runs; None where there is nothing.

        Raises:
            ValueError: Not an id.
        """
        query = sa.select(workspaces).where(workspaces.c.id == checked(workspace))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            own_drawings = drawings.read(connection, workspace)
        return Workspace(
            row["id"],
            row["settings"],
            tuple(row["strokes"]),
            own_drawings,
            row["answers"],
            row["made_at"],
            row["seen_at"],
        )

    def change_settings(
        self, workspace: str, before: dict[str, str], after: dict[str, str]
    ) -> None:
        """Keep what has changed in the settings, on top of those that are stored.

        Another tab's changes stay, whichever tab is the last.

        Args:
            workspace: Whose they are.
            before: Settings as a link has them, from which the visitor started.
            after: What the visitor has made of them.
        """
        self._merge(workspaces.c.settings, workspace, before, after)

    def change_answers(
        self, workspace: str, before: dict[str, str], after: dict[str, str]
    ) -> None:
        """Keep what has changed in the answers, on top of those that are stored.

        Args:
            workspace: Whose they are.
            before: Answers by question, from which the visitor started.
            after: What the visitor has made of them.
        """
        self._merge(workspaces.c.answers, workspace, before, after)

    def _merge(
        self,
        column: sa.Column[Any],
        workspace: str,
        before: dict[str, str],
        after: dict[str, str],
    ) -> None:
        query = sa.select(column).where(workspaces.c.id == workspace)
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._now(connection))
            stored = connection.execute(query.with_for_update()).scalar_one()
            connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == workspace)
                .values({column: query_params.merge(stored, before, after)})
            )

    def keep_strokes(self, workspace: str, strokes: Iterable[Any]) -> None:
        """Keep what is on the canvas."""
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._now(connection))
            connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == workspace)
                .values(strokes=list(strokes))
            )

    def remove_workspace(self, workspace: str) -> None:
        """Remove a workspace and everything in it, for good.

        Later writes to it are refused: a tab that is still open would bring back what
        was deleted.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            idle_time = idle_clock.tell(connection, now)
            connection.execute(
                insert_missing(connection, deleted_workspaces).values(
                    id_hash=queries.tombstone(workspace), deleted_at=idle_time
                )
            )
            # A write that creates it at this moment waits, and finds the tombstone.
            queries.create(connection, workspace, now, idle_time)
            room_queries.lock_workspace(connection, workspace)
            room_queries.lock(
                connection,
                sa.or_(
                    rooms.c.workspace == workspace,
                    room_queries.has_seat_of(workspace),
                ),
            )
            # Readers of the rooms hear of it.
            room_queries.vacate(connection, workspace)
            connection.execute(
                sa.delete(workspaces).where(workspaces.c.id == workspace)
            )

    def remove_idle(self, days: float) -> int:
        """Remove workspaces that nobody has used for so many days; return how many.

        Days are counted by `core.store.idle_clock`, which a wrong clock cannot hurry.
        Tombstones go too: no browser leads to such work any more.
        """
        with self._database.writing() as connection:
            gap = GAP_SHARE * days * DAY_SECONDS
            now = idle_clock.tell(connection, self._now(connection), gap)
            oldest = now - max(days, TOMBSTONE_DAYS) * DAY_SECONDS
            connection.execute(
                sa.delete(deleted_workspaces).where(
                    deleted_workspaces.c.deleted_at < oldest
                )
            )
            is_idle = workspaces.c.seen_at < now - days * DAY_SECONDS
            _vacate_all(connection, is_idle)
        # Of its own: a class does not wait for the removal of large work. Who has
        # joined a room since is not idle.
        with self._database.writing() as connection:
            idle_clock.tell(connection, self._now(connection))
            locked = sa.select(workspaces.c.id).where(is_idle).order_by(workspaces.c.id)
            connection.execute(locked.with_for_update(key_share=True)).all()
            of_idle = sa.select(workspaces.c.id).where(is_idle)
            room_queries.lock(connection, rooms.c.workspace.in_(of_idle))
            found = connection.execute(sa.delete(workspaces).where(is_idle))
            return int(found.rowcount)


def _vacate_all(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> None:
    """Give up the seats of some workspaces."""
    query = (
        sa.select(workspaces.c.id)
        .where(wanted, workspaces.c.id.in_(sa.select(seats.c.workspace)))
        .order_by(workspaces.c.id)
        .with_for_update(key_share=True)
    )
    visitors = list(connection.execute(query).scalars())
    taken = sa.select(seats.c.room).where(seats.c.workspace.in_(visitors))
    room_queries.lock(connection, rooms.c.id.in_(taken))
    for visitor in visitors:
        room_queries.vacate(connection, visitor)
