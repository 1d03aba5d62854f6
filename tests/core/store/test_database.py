"""The store's database: sharing, and integrity after a crash."""

import signal
import subprocess
import sys
import threading

import psutil
import pytest
import sqlalchemy as sa

from core.errors import StoreUnavailable
from core.store import queries
from core.store.database import Database
from core.store.store import Store
from core.store.tables import workspaces
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.root import ROOT
from tests.support.saved_runs import ANNA, BERTA, RUN, saved
from tests.support.small_disk import on_a_small_disk


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
    # An empty database takes 210 kB.
    ended = on_a_small_disk(tmp_path, ["-c", FULL, str(tmp_path)], kilobytes=400)
    assert ended == 7


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
