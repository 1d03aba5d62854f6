"""How a run uses the drawings of a class."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply it."""
    op.add_column("runs", sa.Column("class_use", sa.String(16), nullable=True))
