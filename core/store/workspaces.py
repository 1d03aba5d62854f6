"""The store's workspaces: what it has of a visitor besides runs."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.datasets import own_drawings as hands
from core.datasets.own_drawings import LabelledDrawings
from core.errors import DrawingsUnreadable, StoreUnavailable
from core.runs.records import Workspace
from core.store import queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.tables import workspaces

DAY_SECONDS = 24 * 3600


class WorkspaceStore(StorePart):
    """What is kept of a visitor besides runs."""

    def mark_visitor_seen(self, workspace: str) -> None:
        """Record that a workspace is in use; create it if there is none."""
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._clock())

    def seen_within(self, workspace: str, seconds: float) -> bool:
        """Say whether a workspace was in use during the last so many seconds."""
        query = sa.select(workspaces.c.seen_at).where(
            workspaces.c.id == checked(workspace)
        )
        with self._database.reading() as connection:
            seen_at = connection.execute(query).scalar()
        return seen_at is not None and self._clock() - seen_at < seconds

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
        try:
            hand = hands.from_file(row["hand"]) if row["hand"] else LabelledDrawings()
        except DrawingsUnreadable as error:
            raise StoreUnavailable(str(error)) from error
        return Workspace(
            row["id"],
            row["settings"],
            tuple(row["strokes"]),
            hand,
            row["made_at"],
            row["seen_at"],
        )

    def keep_settings(self, workspace: str, query: dict[str, str]) -> None:
        """Keep the settings of the next run, as a link has them."""
        self._keep(workspace, settings=query)

    def keep_strokes(self, workspace: str, strokes: Iterable[Any]) -> None:
        """Keep what is on the canvas."""
        self._keep(workspace, strokes=list(strokes))

    def keep_hand(self, workspace: str, hand: LabelledDrawings) -> None:
        """Keep a visitor's own drawings."""
        self._keep(workspace, hand=hands.to_npz(hand) if len(hand) else b"")

    def remove_workspace(self, workspace: str) -> None:
        """Remove a workspace and everything in it."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(workspaces).where(workspaces.c.id == checked(workspace))
            )

    def remove_idle(self, days: float) -> int:
        """Remove workspaces that nobody has used for so many days; return how many."""
        before = self._clock() - days * DAY_SECONDS
        with self._database.writing() as connection:
            found = connection.execute(
                sa.delete(workspaces).where(workspaces.c.seen_at < before)
            )
            return int(found.rowcount)

    def _keep(self, workspace: str, **values: object) -> None:
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._clock())
            connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == workspace)
                .values(**values)
            )
