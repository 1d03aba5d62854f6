"""The store's own drawings: a row for each, so that two tabs and devices add up."""

import numpy as np
import sqlalchemy as sa

from core.datasets.own_drawings import MOST_DRAWINGS, LabelledDrawings
from core.settings.network import SIDE
from core.store import queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.statements import insert_missing
from core.store.tables import drawings


class DrawingStore(StorePart):
    """The drawings of all visitors, with the digits that were meant."""

    def change_drawings(
        self,
        workspace: str,
        added: LabelledDrawings,
        removed: LabelledDrawings | None = None,
    ) -> int:
        """Add drawings to a visitor's own, and remove some of them.

        Other drawings that the store has stay, whichever tab or device added them.
        Doing the same again changes nothing.

        Args:
            workspace: Whose they are.
            added: Those that are there already stay as they are.
            removed: Those that are not there are ignored.

        Returns:
            How many of `added` are not stored, because `MOST_DRAWINGS` are.
        """
        with self._database.writing() as connection:
            queries.touch(connection, workspace, self._now(connection))
            if removed is not None and len(removed):
                # One statement for all numbers of rows: see `queries.SAVED`.
                connection.execute(
                    sa.delete(drawings).where(
                        drawings.c.workspace == workspace,
                        drawings.c.digest == sa.bindparam("removed"),
                    ),
                    [{"removed": digest} for digest in removed.digests()],
                )
            known = set(
                connection.execute(
                    sa.select(drawings.c.digest).where(
                        drawings.c.workspace == workspace
                    )
                ).scalars()
            )
            rows = {
                digest: {
                    "workspace": workspace,
                    "digest": digest,
                    "image": image.tobytes(),
                    "label": int(label),
                    "made_at": self._now(connection),
                }
                for image, label, digest in zip(
                    added.images, added.labels, added.digests(), strict=True
                )
                if digest not in known
            }
            room = max(0, MOST_DRAWINGS - len(known))
            # The newest, as in a visit that knows of no others.
            stored = list(rows.values())[max(0, len(rows) - room) :]
            if stored:
                connection.execute(insert_missing(connection, drawings), stored)
            return len(rows) - len(stored)


def read(connection: sa.Connection, workspace: str) -> LabelledDrawings:
    """Return a visitor's own drawings, oldest first."""
    query = sa.select(drawings.c.image, drawings.c.label)
    query = query.where(drawings.c.workspace == checked(workspace))
    rows = connection.execute(query.order_by(drawings.c.id)).all()
    if not rows:
        return LabelledDrawings()
    images = np.frombuffer(b"".join(row.image for row in rows), np.uint8)
    return LabelledDrawings(
        images.reshape(-1, SIDE, SIDE), np.array([row.label for row in rows], np.uint8)
    )
