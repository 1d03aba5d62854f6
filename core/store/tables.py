"""The tables of the store, for SQLite and PostgreSQL."""

import sqlalchemy as sa

from core.datasets.loader import Source
from core.runs.class_data import Use
from core.runs.progress import Ending
from core.store.column_types import (
    EnumValue,
    EpochResults,
    FineTuningOutcome,
    Float32Array,
    Settings,
    Snapshots,
    TrackedDigits,
)

metadata = sa.MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = sa.String(32)


def _workspace_column(*, index: bool = True) -> sa.Column[str]:
    return sa.Column(
        "workspace",
        ID,
        sa.ForeignKey("workspaces.id", ondelete="CASCADE"),
        nullable=False,
        index=index,
    )


def _run_column() -> sa.Column[str]:
    return sa.Column(
        "run", ID, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True
    )


workspaces = sa.Table(
    "workspaces",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("made_at", sa.Double, nullable=False),
    # By `core.store.idle_clock`.
    sa.Column("seen_at", sa.Double, nullable=False, index=True),
    sa.Column("settings", sa.JSON, nullable=False),
    sa.Column("strokes", sa.JSON, nullable=False),
    sa.Column("answers", sa.JSON, nullable=False, server_default="{}"),
)

# A visitor's own drawings, in the order of their `id`.
drawings = sa.Table(
    "drawings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    # The constraint below has an index that begins with it.
    _workspace_column(index=False),
    # Of image and label: a drawing that two devices add is there once.
    sa.Column("digest", sa.String(64), nullable=False),
    # 28 rows of 28 uint8, ink bright.
    sa.Column("image", sa.LargeBinary, nullable=False),
    sa.Column("label", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.UniqueConstraint("workspace", "digest"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _workspace_column(),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("settings", Settings, nullable=False),
    sa.Column("source", EnumValue(Source), nullable=False),
    sa.Column("goal", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("continues", ID),
    sa.Column("lesson", sa.Boolean, nullable=False),
    # How it uses the drawings of a class, which are among its files until it is over.
    sa.Column("class_use", EnumValue(Use)),
    sa.Column("pins", TrackedDigits, nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("ending", EnumValue(Ending)),
    sa.Column("accuracy", sa.Double),
    sa.Column("loss", sa.Double),
    sa.Column("outcome", FineTuningOutcome),
    sa.Column("error", sa.String(64)),
    # As `core.engine.failures.to_record` makes it; of runs before it, none.
    sa.Column("error_data", sa.JSON(none_as_null=True)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("task", sa.String(80)),
    sa.Column("deaths", sa.Integer, nullable=False),
    sa.Column("turns", sa.Integer, nullable=False, server_default="0"),
    sa.Column("queued_at", sa.Double),
    sa.Column("seen_at", sa.Double, nullable=False),
)

checkpoints = sa.Table(
    "checkpoints",
    metadata,
    _run_column(),
    sa.Column("epochs_done", sa.Integer, nullable=False),
    sa.Column("losses", Float32Array, nullable=False),
    sa.Column("accuracies", Float32Array, nullable=False),
    sa.Column("results", EpochResults, nullable=False),
    sa.Column("moments", Snapshots, nullable=False),
    sa.Column("keras_file", sa.LargeBinary, nullable=False),
)

files = sa.Table(
    "files",
    metadata,
    _run_column(),
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

device_codes = sa.Table(
    "device_codes",
    metadata,
    # SHA-256 of the code, in hex: who reads the database cannot use it.
    sa.Column("code_hash", sa.String(64), primary_key=True),
    _workspace_column(),
    sa.Column("expires_at", sa.Double, nullable=False),
)

rooms = sa.Table(
    "rooms",
    metadata,
    sa.Column("id", ID, primary_key=True),
    # Whose work it belongs to: it goes with it.
    _workspace_column(),
    sa.Column("code", sa.String(6), nullable=False, unique=True),
    # SHA-256 of the teacher's key, in hex.
    sa.Column("key_hash", sa.String(64)),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("acted_at", sa.Double, nullable=False, index=True),
    # How long it lives after the last action, in seconds.
    sa.Column("kept_seconds", sa.Double, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("pace_version", sa.Integer, nullable=False),
    # How many seats there have been: each has a number of its own.
    sa.Column("seats_made", sa.Integer, nullable=False),
    sa.Column("open_pages", sa.JSON, nullable=False),
    sa.Column("page", sa.String(16), nullable=False),
    sa.Column("calls", sa.Integer, nullable=False),
    sa.Column("is_paused", sa.Boolean, nullable=False),
    sa.Column("is_locked", sa.Boolean, nullable=False),
    sa.Column("question", sa.String(40), nullable=False),
    sa.Column("is_revealed", sa.Boolean, nullable=False),
    sa.Column("wall", sa.String(16), nullable=False),
    sa.Column("is_sealed", sa.Boolean, nullable=False),
    sa.Column("has_board", sa.Boolean, nullable=False),
    sa.Column("budget_seconds", sa.Double, nullable=False),
    # Names of the signs that it learns in place of digits; empty for digits.
    sa.Column("signs", sa.JSON, nullable=False),
    sa.Column("run", sa.String(32), nullable=False),
)


def _room_column(*, in_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "room",
        ID,
        sa.ForeignKey("rooms.id", ondelete="CASCADE"),
        primary_key=in_key,
        nullable=False,
    )


# Who has a room's controls: its opener, and devices let in by the teacher's key.
room_teachers = sa.Table(
    "room_teachers",
    metadata,
    _room_column(in_key=True),
    sa.Column(
        "workspace",
        ID,
        sa.ForeignKey("workspaces.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

seats = sa.Table(
    "seats",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _room_column(),
    _workspace_column(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("nickname", sa.String(8), nullable=False),
    sa.Column("spins", sa.Integer, nullable=False),
    sa.Column("part", sa.String(16), nullable=False),
    sa.Column("is_kicked", sa.Boolean, nullable=False),
    sa.Column("page", sa.String(16), nullable=False),
    sa.Column("seen_at", sa.Double, nullable=False),
    sa.Column("active_at", sa.Double, nullable=False),
    sa.Column("is_waiting", sa.Boolean, nullable=False),
    sa.Column("run", sa.String(32), nullable=False),
    sa.UniqueConstraint("room", "workspace"),
)

votes = sa.Table(
    "votes",
    metadata,
    sa.Column(
        "seat", ID, sa.ForeignKey("seats.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("question", sa.String(40), primary_key=True),
    sa.Column("answer", sa.Integer, nullable=False),
)

# A drawing that a network is sure of and wrong about: the surest of each seat.
breaks = sa.Table(
    "breaks",
    metadata,
    sa.Column(
        "seat", ID, sa.ForeignKey("seats.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column(
        "target", ID, sa.ForeignKey("seats.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("label", sa.Integer, nullable=False),
    sa.Column("answer", sa.Integer, nullable=False),
    sa.Column("share", sa.Double, nullable=False),
    # 28 rows of 28 uint8, ink bright.
    sa.Column("image", sa.LargeBinary, nullable=False),
)

class_drawings = sa.Table(
    "class_drawings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    # The index below begins with it.
    _room_column(),
    sa.Column("seat", ID, nullable=False),
    sa.Column("label", sa.Integer, nullable=False),
    # 28 rows of 28 uint8, ink bright; empty once it is deleted.
    sa.Column("image", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # The room's version when it changed last: readers ask for what is newer.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_class_drawings_room_version", "room", "version"),
)

# Tombstones: an open tab must not bring deleted work back.
deleted_workspaces = sa.Table(
    "deleted_workspaces",
    metadata,
    # SHA-256 of the id, in hex: nothing else is left of a visitor.
    sa.Column("id_hash", sa.String(64), primary_key=True),
    # By `core.store.idle_clock`.
    sa.Column("deleted_at", sa.Double, nullable=False, index=True),
)

# One row: see `core.store.idle_clock`.
idle_clock = sa.Table(
    "idle_clock",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("read_at", sa.Double, nullable=False),
    sa.Column("idle_time", sa.Double, nullable=False),
    sa.Column("longest_gap", sa.Double, nullable=False),
)
