"""Databases are brought up to this version, however many at once."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import sqlalchemy as sa

from core.datasets import own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.errors import StoreUnavailable
from core.store import migrate
from core.store.store import Store
from core.store.tables import metadata
from tests.support.earlier_database import downgrade
from tests.support.root import ROOT
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, saved

AT_ONCE = 8
CARLA, DORA = "c" * 32, "d" * 32


@pytest.mark.thorough
def test_threads_bring_up_databases_of_their_own_at_once(tmp_path):
    start = threading.Barrier(AT_ONCE)

    def bring_up(number):
        start.wait()
        store = Store.open(f"sqlite:///{tmp_path / f'{number}.db'}")
        store.mark_visitor_seen(ANNA)
        found = store.has_workspace(ANNA)
        store.close()
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert all(pool.map(bring_up, range(AT_ONCE)))


def described(connection):
    """Return what a database says of its tables: names, kinds, defaults and keys."""
    found = sa.inspect(connection)
    return {
        table: {
            "columns": {
                column["name"]: {**column, "type": str(column["type"])}
                for column in found.get_columns(table)
            },
            "primary key": found.get_pk_constraint(table),
            "foreign keys": found.get_foreign_keys(table),
            "unique": found.get_unique_constraints(table),
            "indexes": found.get_indexes(table),
        }
        for table in found.get_table_names()
    }


def test_an_empty_database_gets_the_tables_that_the_migrations_make(url):
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    found = []
    for make in (migrate.upgrade, migrate.migrate):
        with engine.begin() as connection:
            make(connection)
            assert migrate.version(connection) == migrate.HEAD
            found.append(described(connection))
            made = sa.MetaData()
            made.reflect(connection)
            made.drop_all(connection)
    created, migrated = found
    assert created == migrated
    assert set(created) == {migrate.VERSIONS, *metadata.tables}
    engine.dispose()


def test_the_newest_migration_is_the_version_of_the_tables():
    newest = max((ROOT / "core/store/migrations/versions").glob("*.py"))
    assert newest.name.startswith(f"{migrate.HEAD}_")


def test_an_empty_database_is_opened_without_alembic(tmp_path):
    code = (
        "import sys; from core.store.store import Store; "
        f"Store.open('sqlite:///{tmp_path}/trazo.db').check(); "
        "assert 'sqlalchemy' in sys.modules; print('alembic' in sys.modules)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True
    )
    assert asked.stdout.split() == [b"False"]


def drawings_of(store, visitor):
    return store.workspace(visitor).own_drawings


def test_drawings_of_the_version_before_have_a_row_each_in_this_one(store, url):
    drawings = LabelledDrawings(
        np.arange(4 * 28 * 28, dtype=np.uint32).reshape(4, 28, 28).astype(np.uint8),
        np.array([1, 3, 7, 3], np.uint8),
    )
    # Two drawings with equal pixels and labels are one.
    double = LabelledDrawings(drawings.images[[0, 0]], drawings.labels[[0, 0]])
    store.add(saved())
    for visitor in (BERTA, CARLA, DORA):
        store.mark_visitor_seen(visitor)
    files = {
        ANNA: own_drawings.to_npz(drawings),
        BERTA: own_drawings.to_npz(double),
        CARLA: b"PK no file of drawings",
    }
    downgrade(url, "0002", files)
    later = Store.open(url)
    found = drawings_of(later, ANNA)
    np.testing.assert_array_equal(found.images, drawings.images)
    np.testing.assert_array_equal(found.labels, drawings.labels)
    assert [len(drawings_of(later, each)) for each in (BERTA, CARLA, DORA)] == [
        1,
        0,
        0,
    ]
    assert [run.id for run in later.list_runs(ANNA)] == [RUN]
    later.change_drawings(ANNA, LabelledDrawings(), drawings)
    assert not len(drawings_of(later, ANNA))
    later.close()


def test_a_run_that_failed_in_the_first_version_is_there_in_this_one(store, url):
    store.add(saved())
    store.fail(RUN, 0, "Diverged")
    downgrade(url, "0001")
    later = Store.open(url)
    (found,) = later.list_runs(ANNA)
    assert (found.stage, found.error, found.error_data) == ("failed", "Diverged", None)
    later.add(saved(OTHER, BERTA))
    reason = {"message": "why", "data": {"runs": 3}}
    later.fail(OTHER, 0, "QueueFull", reason)
    (other,) = later.list_runs(BERTA)
    assert other.error_data == reason
    later.close()


def test_a_database_of_a_newer_trazo_is_refused(store, url):
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match="another version"):
        Store.open(url)
