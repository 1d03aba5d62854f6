"""Statements that SQLite and PostgreSQL have, and SQLAlchemy writes differently."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_missing(
    connection: sa.Connection, table: sa.Table
) -> postgresql.Insert | sqlite.Insert:
    """Return a statement that inserts rows, except those that the table has."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def upsert(
    connection: sa.Connection, table: sa.Table, row: Mapping[str, object]
) -> postgresql.Insert | sqlite.Insert:
    """Return a statement that inserts a row, or replaces the one with the same key."""
    keys = [column.name for column in table.primary_key]
    others = {name: value for name, value in row.items() if name not in keys}
    insert = (
        postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    )
    statement = insert(table).values(**row)
    return statement.on_conflict_do_update(index_elements=keys, set_=others)
