"""Rooms, their teachers and seats, votes and the class set."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "rooms",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=True),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("acted_at", sa.Double(), nullable=False),
        sa.Column("kept_seconds", sa.Double(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pace_version", sa.Integer(), nullable=False),
        sa.Column("seats_made", sa.Integer(), nullable=False),
        sa.Column("open_pages", sa.JSON(), nullable=False),
        sa.Column("page", sa.String(16), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(40), nullable=False),
        sa.Column("is_revealed", sa.Boolean(), nullable=False),
        sa.Column("wall", sa.String(16), nullable=False),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("has_board", sa.Boolean(), nullable=False),
        sa.Column("budget_seconds", sa.Double(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("run", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
            name="fk_rooms_workspace",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rooms"),
        sa.UniqueConstraint("code", name="uq_rooms_code"),
    )
    op.create_index("ix_rooms_acted_at", "rooms", ["acted_at"], unique=False)
    op.create_index("ix_rooms_workspace", "rooms", ["workspace"], unique=False)
    op.create_table(
        "class_drawings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("seat", sa.String(32), nullable=False),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["rooms.id"], name="fk_class_drawings_room", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_class_drawings"),
    )
    op.create_index(
        "ix_class_drawings_room_version",
        "class_drawings",
        ["room", "version"],
        unique=False,
    )
    op.create_table(
        "room_teachers",
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["rooms.id"], name="fk_room_teachers_room", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
            name="fk_room_teachers_workspace",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("room", "workspace", name="pk_room_teachers"),
    )
    op.create_index(
        "ix_room_teachers_workspace", "room_teachers", ["workspace"], unique=False
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("nickname", sa.String(8), nullable=False),
        sa.Column("spins", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("is_kicked", sa.Boolean(), nullable=False),
        sa.Column("page", sa.String(16), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("active_at", sa.Double(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("run", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["rooms.id"], name="fk_seats_room", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
            name="fk_seats_workspace",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
        sa.UniqueConstraint("room", "workspace", name="uq_seats_room"),
    )
    op.create_index("ix_seats_workspace", "seats", ["workspace"], unique=False)
    op.create_table(
        "votes",
        sa.Column("seat", sa.String(32), nullable=False),
        sa.Column("question", sa.String(40), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat"], ["seats.id"], name="fk_votes_seat", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seat", "question", name="pk_votes"),
    )
