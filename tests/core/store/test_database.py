"""The store's database: its version, sharing, and integrity after a crash."""

import signal
import subprocess
import sys
import threading

import numpy as np
import psutil
import pytest
import sqlalchemy as sa

from core.datasets import own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.errors import StoreUnavailable
from core.store import migrate, queries
from core.store.database import Database
from core.store.store import Store
from core.store.tables import metadata, workspaces
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.root import ROOT
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, saved
from tests.support.small_disk import on_a_small_disk

CARLA, DORA = "c" * 32, "d" * 32


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


def downgrade(url, version, hands=None):
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
        for column in ("turns", "queued_at"):
            connection.execute(sa.text(f"ALTER TABLE runs DROP COLUMN {column}"))
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


@pytest.mark.thorough
def test_two_processes_open_an_empty_database_at_once(url):
    code = f"from core.store.store import Store; Store.open({url!r}).check()"
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(2)]
    assert [process.wait(PATIENCE_SECONDS) for process in both] == [0, 0]


def test_a_database_that_is_not_there_is_told():
    with pytest.raises(StoreUnavailable):
        Store.open("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(StoreUnavailable):
        Store.open("sqlite:////proc/no/such/place.db")


FULL = """
import contextlib, pathlib, sys
from core.errors import DiskFull
from core.store.store import Store
folder = pathlib.Path(sys.argv[1])
store = Store.open(f"sqlite:///{folder}/trazo.db")
store.check()
with contextlib.suppress(OSError), (folder / "filler").open("wb", 0) as filler:
    while True:
        filler.write(bytes(1024))
try:
    store.check()
except DiskFull:
    (folder / "filler").unlink()
    store.check()
    sys.exit(7)
"""


def test_a_check_finds_a_full_disk_and_that_there_is_room_again(tmp_path):
    assert on_a_small_disk(tmp_path, ["-c", FULL, str(tmp_path)]) == 7


def test_a_check_leaves_nothing(store, url):
    store.check()
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert not connection.execute(sa.text("SELECT * FROM workspaces")).all()
    engine.dispose()


WRITER = """
import sys
import threading
from core.store.store import Store
from tests.support.saved_runs import RUN, checkpoint
store = Store.open(sys.argv[1])
for epochs in range(1, 100000):
    store.keep_checkpoint(RUN, 0, checkpoint(epochs % 50 + 1, b"%d" % epochs * 200000))
    print(epochs, flush=True)
"""


@pytest.mark.thorough
def test_a_process_killed_while_it_keeps_leaves_a_whole_checkpoint(store, url):
    store.add(saved())
    for writes in (1, 2, 3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            for _ in range(writes):
                writer.stdout.readline()
            # By now, the process is saving the next checkpoint.
            psutil.Process(writer.pid).send_signal(signal.SIGKILL)
        wait_for(lambda: writer.poll() is not None)
        found = store.fetch_checkpoint(ANNA, RUN)
        assert found is not None
        assert len(found.losses) == 2 * found.epochs_done
        digits = found.keras_file[: len(found.keras_file) // 200000]
        assert found.keras_file == digits * 200000


def test_who_writes_after_reading_is_not_refused_for_what_others_wrote(store, url):
    other, database = Store.open(url), Database(url)
    wrote = threading.Event()

    def write():
        other.mark_visitor_seen(BERTA)
        wrote.set()

    thread = threading.Thread(target=write)
    # What `Store.start_attempt` and `Store.redeem_device_code` do: read, then write.
    with database.writing() as connection:
        assert connection.execute(sa.select(workspaces)).all() == []
        thread.start()
        # It ends meanwhile where a transaction that reads first lets others write.
        wrote.wait(0.5)
        queries.touch(connection, ANNA, 1.0)
    thread.join(PATIENCE_SECONDS)
    assert {store.workspace(visitor).id for visitor in (ANNA, BERTA)} == {ANNA, BERTA}
    other.close()
    database.close()
