"""Bring a database to the tables of this version: an empty one, or an earlier one."""

import threading
from pathlib import Path

import sqlalchemy as sa

from core.errors import StoreUnavailable
from core.store.tables import metadata

FOLDER = Path(__file__).parent / "migrations"
# The newest of `migrations/versions`; a database that has it is not looked at further.
HEAD = "0010"
VERSIONS = "alembic_version"
# Any number, the same for all that may bring the same database up at once.
LOCK = 7262
# Alembic keeps the migration that is under way in variables of its modules.
_one_at_a_time = threading.Lock()


def upgrade(connection: sa.Connection) -> None:
    """Give a database the tables that it lacks, in the transaction that is open.

    An empty one gets them at once, without the migrations that lead to them.

    Raises:
        StoreUnavailable: A newer version of Trazo has written it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    if version(connection) == HEAD:
        return
    if _is_empty(connection):
        _create(connection)
    else:
        migrate(connection)


def migrate(connection: sa.Connection) -> None:
    """Apply the migrations that a database lacks, in the transaction that is open.

    Raises:
        StoreUnavailable: A newer version of Trazo has written it.
    """
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


def _is_empty(connection: sa.Connection) -> bool:
    """Return whether a database has none of Trazo's tables, of any version."""
    found = sa.inspect(connection).get_table_names()
    return not {VERSIONS, *metadata.tables}.intersection(found)


def _create(connection: sa.Connection) -> None:
    """Make all tables, and note their version as Alembic does."""
    metadata.create_all(connection)
    versions = sa.Table(
        VERSIONS,
        sa.MetaData(),
        sa.Column("version_num", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("version_num", name=f"{VERSIONS}_pkc"),
    )
    versions.create(connection)
    connection.execute(sa.insert(versions).values(version_num=HEAD))
