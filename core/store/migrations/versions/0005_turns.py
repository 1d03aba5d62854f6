"""How often a run has let others go first, and its place in the line since."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply it."""
    op.add_column(
        "runs", sa.Column("turns", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("runs", sa.Column("queued_at", sa.Double))
