"""The drawings that the networks of a room are sure of and wrong about."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "breaks",
        sa.Column("seat", sa.String(32), nullable=False),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("label", sa.Integer, nullable=False),
        sa.Column("answer", sa.Integer, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["seat"], ["seats.id"], name="fk_breaks_seat", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target"], ["seats.id"], name="fk_breaks_target", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seat", name="pk_breaks"),
    )
