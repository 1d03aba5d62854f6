"""Makes a database that of an earlier version of Trazo."""

from collections.abc import Mapping

import sqlalchemy as sa

# Those that refer to others go first.
ROOM_TABLES = ("breaks", "class_drawings", "votes", "seats", "room_teachers", "rooms")


def downgrade(url: str, version: str, hands: Mapping[str, bytes] | None = None) -> None:
    """Make a database that of an earlier version, whose rows it keeps.

    Args:
        url: Of the database.
        version: "0001" or "0002".
        hands: The file of drawings that each workspace had in that version.
    """
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    binary = "BLOB" if engine.dialect.name == "sqlite" else "BYTEA"
    with engine.begin() as connection:
        if version == "0001":
            connection.execute(sa.text("ALTER TABLE runs DROP COLUMN error_data"))
        for column in ("turns", "queued_at", "class_use"):
            connection.execute(sa.text(f"ALTER TABLE runs DROP COLUMN {column}"))
        connection.execute(sa.text("ALTER TABLE workspaces DROP COLUMN answers"))
        for table in (
            "breaks",
            "class_drawings",
            "votes",
            "seats",
            "room_teachers",
            "rooms",
        ):
            connection.execute(sa.text(f"DROP TABLE {table}"))
        for table in ("drawings", "device_codes", "deleted_workspaces", "idle_clock"):
            connection.execute(sa.text(f"DROP TABLE {table}"))
        connection.execute(
            sa.text(f"ALTER TABLE workspaces ADD COLUMN hand {binary} DEFAULT ''")
        )
        for workspace, file in (hands or {}).items():
            connection.execute(
                sa.text("UPDATE workspaces SET hand = :file WHERE id = :id"),
                {"file": file, "id": workspace},
            )
        connection.execute(
            sa.text("UPDATE alembic_version SET version_num = :version"),
            {"version": version},
        )
    engine.dispose()
