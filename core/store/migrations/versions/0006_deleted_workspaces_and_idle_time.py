"""Which workspaces were deleted, and the time by which idle ones are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "deleted_workspaces",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("deleted_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_deleted_workspaces"),
    )
    op.create_index(
        "ix_deleted_workspaces_deleted_at", "deleted_workspaces", ["deleted_at"]
    )
    op.create_table(
        "idle_clock",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("read_at", sa.Double, nullable=False),
        sa.Column("idle_time", sa.Double, nullable=False),
        sa.Column("longest_gap", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_idle_clock"),
    )
