"""Upgrade a database of any earlier version to the tables of this one."""

import threading
from pathlib import Path

import sqlalchemy as sa

from core.errors import StoreUnavailable

FOLDER = Path(__file__).parent / "migrations"
# The newest of `migrations/versions`; a database that has it is not looked at further.
HEAD = "0006"
VERSIONS = "alembic_version"
# Any number, the same for all that may bring the same database up at once.
LOCK = 7262
# Alembic keeps the migration that is under way in variables of its modules.
_one_at_a_time = threading.Lock()


def upgrade(connection: sa.Connection) -> None:
    """Apply the migrations that a database lacks, in the transaction that is open.

    Raises:
        StoreUnavailable: A newer version of Trazo has written it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    if version(connection) == HEAD:
        return
    # A third of a second to import, and needed once.
    from alembic import command  # noqa: PLC0415  as said above
    from alembic.config import Config  # noqa: PLC0415  as above
    from alembic.util import CommandError  # noqa: PLC0415  as above

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    try:
        with _one_at_a_time:
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreUnavailable(f"written by another version: {error}") from error


def version(connection: sa.Connection) -> str | None:
    """Return which version of the tables a database has; None where it has none."""
    if not sa.inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.execute(
        sa.text(f"SELECT version_num FROM {VERSIONS}")
    ).scalar()
    return found
