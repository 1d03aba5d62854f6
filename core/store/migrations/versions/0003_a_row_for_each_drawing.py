"""A row for each of a visitor's own drawings, in place of a file with all of them."""

import hashlib
import logging
import time

import sqlalchemy as sa
from alembic import op

from core.datasets import own_drawings
from core.errors import UploadError

revision = "0003"
down_revision = "0002"

log = logging.getLogger(__name__)

WORKSPACES = sa.table(
    "workspaces", sa.column("id", sa.String), sa.column("hand", sa.LargeBinary)
)


def upgrade() -> None:
    """Apply it."""
    drawings = op.create_table(
        "drawings",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.Column("label", sa.Integer, nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
            name="fk_drawings_workspace",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_drawings"),
        sa.UniqueConstraint("workspace", "digest", name="uq_drawings_workspace"),
    )
    connection = op.get_bind()
    ids = connection.execute(sa.select(WORKSPACES.c.id)).scalars().all()
    for workspace in ids:
        file = connection.execute(
            sa.select(WORKSPACES.c.hand).where(WORKSPACES.c.id == workspace)
        ).scalar()
        if rows := _rows(workspace, file or b""):
            connection.execute(sa.insert(drawings), rows)
    # Not `batch_alter_table`: it would drop the table, and all runs with it.
    op.drop_column("workspaces", "hand")


def _rows(workspace: str, file: bytes) -> list[dict[str, object]]:
    """Return the rows of a file of drawings; none if it is damaged."""
    if not file:
        return []
    try:
        found = own_drawings.from_file(file)
    except UploadError as error:
        log.warning("a set of drawings is damaged: %s", type(error).__name__)
        return []
    # The same drawing with the same label is one drawing.
    rows = {
        hashlib.sha256(image.tobytes() + bytes([label])).hexdigest(): {
            "workspace": workspace,
            "image": image.tobytes(),
            "label": int(label),
            "made_at": time.time(),
        }
        for image, label in zip(found.images, found.labels, strict=True)
    }
    return [{"digest": digest, **row} for digest, row in rows.items()]
