"""Fixtures: a store on SQLite, and on a PostgreSQL that the tests start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.store.database import Database
from core.store.store import Store
from tests.support.clock import Clock
from tests.support.postgresql import server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of an empty local PostgreSQL, which ends with the tests."""
    with server() as address:
        yield address


POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.servers)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an empty database, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'trazo.db'}"
        return
    address: str = request.getfixturevalue("postgresql")
    yield address
    import psycopg  # noqa: PLC0415  only where there is a PostgreSQL

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@pytest.fixture
def clock() -> Clock:
    """The store's clock."""
    return Clock()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    """An empty store."""
    opened = Store.open(url, clock)
    yield opened
    opened.close()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    """A transaction on an empty database."""
    database = Database(f"sqlite:///{tmp_path / 'trazo.db'}")
    with database.writing() as opened:
        yield opened
    database.close()
