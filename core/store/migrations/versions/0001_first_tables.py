"""The first tables: workspaces, runs, checkpoints, files."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("strokes", sa.JSON, nullable=False),
        sa.Column("hand", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_index("ix_workspaces_seen_at", "workspaces", ["seen_at"])
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("goal", sa.Integer, nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("continues", sa.String(32)),
        sa.Column("lesson", sa.Boolean, nullable=False),
        sa.Column("pins", sa.LargeBinary, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("ending", sa.String(16)),
        sa.Column("accuracy", sa.Double),
        sa.Column("loss", sa.Double),
        sa.Column("outcome", sa.JSON),
        sa.Column("error", sa.String(64)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("task", sa.String(80)),
        sa.Column("deaths", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
            name="fk_runs_workspace",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_workspace", "runs", ["workspace"])
    op.create_table(
        "checkpoints",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("epochs_done", sa.Integer, nullable=False),
        sa.Column("losses", sa.LargeBinary, nullable=False),
        sa.Column("accuracies", sa.LargeBinary, nullable=False),
        sa.Column("results", sa.JSON, nullable=False),
        sa.Column("moments", sa.LargeBinary, nullable=False),
        sa.Column("keras_file", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["runs.id"], name="fk_checkpoints_run", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", name="pk_checkpoints"),
    )
    op.create_table(
        "files",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["runs.id"], name="fk_files_run", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "kind", name="pk_files"),
    )
