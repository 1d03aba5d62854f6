"""The message and the data of the error of a run that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply it."""
    op.add_column("runs", sa.Column("error_data", sa.JSON))
