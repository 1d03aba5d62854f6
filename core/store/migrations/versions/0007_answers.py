"""A visitor's answers to the questions of the lessons."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply it."""
    op.add_column(
        "workspaces",
        sa.Column("answers", sa.JSON, nullable=False, server_default="{}"),
    )
