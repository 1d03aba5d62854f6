"""The store's workspaces: what it has of a visitor besides runs."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.runs.records import Workspace
from core.settings import query_params
from core.store import drawings, queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.tables import workspaces

DAY_SECONDS = 24 * 3600
# In seconds since 1970: 2020. No workspace is older.
EARLIEST = 1_577_836_800.0


class WorkspaceStore(StorePart):
    """What is kept of a visitor besides runs."""

    def mark_visitor_seen(self, workspace: str) -> None:
        """Record that a workspace is in use; create it if there is none."""
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._now(connection))

    def seen_within(self, workspace: str, seconds: float) -> bool:
        """Say whether a workspace was in use during the last so many seconds."""
        query = sa.select(workspaces.c.seen_at).where(
            workspaces.c.id == checked(workspace)
        )
        with self._database.reading() as connection:
            seen_at = connection.execute(query).scalar()
            return seen_at is not None and self._now(connection) - seen_at < seconds

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
            hand = drawings.read(connection, workspace)
        return Workspace(
            row["id"],
            row["settings"],
            tuple(row["strokes"]),
            hand,
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
        query = sa.select(workspaces.c.settings).where(workspaces.c.id == workspace)
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._now(connection))
            stored = connection.execute(query.with_for_update()).scalar_one()
            connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == workspace)
                .values(settings=query_params.merge(stored, before, after))
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
        """Remove a workspace and everything in it."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(workspaces).where(workspaces.c.id == checked(workspace))
            )

    def remove_idle(self, days: float) -> int:
        """Remove workspaces that nobody has used for so many days; return how many.

        If nobody has used any for so long, the clock has jumped, or nobody needs the
        room: nothing is removed. A time before `EARLIEST` is a clock's mistake, and
        counts from now.
        """
        with self._database.writing() as connection:
            now = self._now(connection)
            before = now - days * DAY_SECONDS
            connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.seen_at < EARLIEST)
                .values(seen_at=now)
            )
            recent = sa.select(workspaces.c.id).where(workspaces.c.seen_at >= before)
            if connection.execute(recent.limit(1)).first() is None:
                return 0
            found = connection.execute(
                sa.delete(workspaces).where(workspaces.c.seen_at < before)
            )
            return int(found.rowcount)
