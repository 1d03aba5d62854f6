"""Work that its visitor has deleted does not come back by any later write."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import sqlalchemy as sa

from core.datasets.own_drawings import LabelledDrawings
from core.errors import AttemptSuperseded, WorkspaceDeleted
from core.runs.progress import Ending, Trained
from core.store import tables
from core.store.store import Store
from core.store.workspaces import TOMBSTONE_DAYS
from tests.core.store.conftest import POSTGRESQL
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, checkpoint, saved

DRAWING = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 4)
TRAINED = Trained(Ending.FINISHED, 0.9, 0.1, b"keras", b"litert")
DAY_SECONDS = 24 * 3600
# All that would create a workspace.
WRITES = {
    "seen": lambda store: store.mark_visitor_seen(ANNA),
    "settings": lambda store: store.change_settings(ANNA, {}, {"train_epochs": "3"}),
    "strokes": lambda store: store.keep_strokes(ANNA, [{"path": "x"}]),
    "correction": lambda store: store.change_drawings(ANNA, DRAWING),
    "code": lambda store: store.issue_device_code(ANNA),
    "run": lambda store: store.add(saved(OTHER)),
    "only run": lambda store: store.add_alone(
        saved(OTHER), None, silent_seconds=60, over=()
    ),
    "import": lambda store: store.import_run(saved(OTHER), checkpoint(1), {}),
}
# What goes on of a run that is no more.
LATE = {
    "checkpoint": lambda store: store.keep_checkpoint(RUN, 1, checkpoint(2)),
    "turn": lambda store: store.end_turn(RUN, 1, checkpoint(2)),
    "finish": lambda store: store.finish(RUN, 1, TRAINED),
    "fail": lambda store: store.fail(RUN, 1, "Diverged"),
    "start": lambda store: store.start_attempt(RUN, "task"),
}


def rows(url):
    """Return all rows of all tables, but for the version and the clock."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = [
            (table.name, tuple(row))
            for table in tables.metadata.sorted_tables
            if table is not tables.idle_clock
            for row in connection.execute(sa.select(table))
        ]
    engine.dispose()
    return found


def test_no_write_brings_deleted_work_back(store, url):
    store.add(saved())
    store.start_attempt(RUN, "task")
    store.keep_checkpoint(RUN, 1, checkpoint(1))
    for name in ("settings", "strokes", "correction", "code"):
        WRITES[name](store)
    store.mark_visitor_seen(BERTA)
    assert not store.is_deleted(ANNA)
    store.remove_workspace(ANNA)
    for write in WRITES.values():
        with pytest.raises(WorkspaceDeleted) as raised:
            write(store)
        assert ANNA not in str(raised.value)
    for write in LATE.values():
        with pytest.raises(AttemptSuperseded):
            write(store)
    # Nothing to raise for: there is no row.
    store.rename(ANNA, RUN, "mine")
    store.cancel(RUN, Ending.UNWATCHED)
    assert store.heartbeat([RUN]) == {RUN}
    assert not store.claim(RUN, -1)
    assert store.is_deleted(ANNA)
    assert not store.has_workspace(ANNA)
    left = rows(url)
    assert sorted(name for name, _ in left) == ["deleted_workspaces", "workspaces"]
    # Not even the id is left.
    assert ANNA not in str(left)
    assert not store.is_deleted(BERTA)
    store.mark_visitor_seen(BERTA)


def test_who_has_left_nothing_can_be_deleted_and_twice(store):
    for _ in range(2):
        store.remove_workspace(ANNA)
        assert store.is_deleted(ANNA)
        with pytest.raises(WorkspaceDeleted):
            store.mark_visitor_seen(ANNA)


def test_only_the_visitor_leaves_a_tombstone(store, clock):
    store.mark_visitor_seen(ANNA)
    for _ in range(31):
        clock.now += DAY_SECONDS
        store.remove_idle(30)
    assert not store.has_workspace(ANNA)
    # A visitor who comes back after a long time begins again under the same id.
    store.mark_visitor_seen(ANNA)
    assert store.has_workspace(ANNA)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kept_days", [1, 60])
def test_a_tombstone_lies_as_long_as_a_cookie_and_no_longer(store, clock, kept_days):
    days = round(max(kept_days, TOMBSTONE_DAYS))
    store.remove_idle(kept_days)
    store.remove_workspace(ANNA)
    # Many looks: with few days each gap counts for little.
    for _ in range(4 * days):
        clock.now += DAY_SECONDS / 4
        store.remove_idle(kept_days)
    assert store.is_deleted(ANNA)
    clock.now += 1
    store.remove_idle(kept_days)
    assert not store.is_deleted(ANNA)


def test_writes_at_the_very_moment_of_the_deletion_leave_nothing(url):
    """Each order of the two is possible; none leaves work next to a tombstone."""
    stores = [Store.open(url) for _ in range(4)]
    chance = random.Random(11)

    def write(store, visitor, barrier):
        barrier.wait()
        try:
            store.keep_strokes(visitor, [1])
            store.change_drawings(visitor, DRAWING)
            store.keep_strokes(visitor, [2])
        except WorkspaceDeleted:
            return

    def delete(store, visitor, barrier):
        barrier.wait()
        store.remove_workspace(visitor)

    with ThreadPoolExecutor(len(stores)) as pool:
        for number in range(12):
            visitor = f"{number:032x}"
            if chance.random() < 0.5:
                stores[0].mark_visitor_seen(visitor)
            barrier = threading.Barrier(len(stores))
            asked = [
                pool.submit(delete if place == 0 else write, store, visitor, barrier)
                for place, store in enumerate(stores)
            ]
            for each in asked:
                each.result()
            assert stores[0].is_deleted(visitor)
            assert not stores[0].has_workspace(visitor)
    for store in stores:
        store.close()


@pytest.mark.parametrize("url", [POSTGRESQL], indirect=True)
def test_postgresql_has_a_write_wait_for_the_deletion_that_is_under_way(url):
    """Else a row could be created that neither of the two sees."""
    store, other = Store.open(url), Store.open(url)
    # Else the two would meet at the first look at the clock.
    store.mark_visitor_seen(BERTA)
    begun, goes_on = threading.Event(), threading.Event()

    def hold(connection, cursor, statement, *rest):
        if statement.startswith("DELETE FROM workspaces"):
            begun.set()
            goes_on.wait(PATIENCE_SECONDS)

    watcher = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    sa.event.listen(sa.Engine, "before_cursor_execute", hold)
    try:
        with ThreadPoolExecutor(2) as pool, watcher.connect() as connection:
            deletion = pool.submit(store.remove_workspace, ANNA)
            assert begun.wait(PATIENCE_SECONDS)
            write = pool.submit(other.mark_visitor_seen, ANNA)
            wait_for(lambda: connection.execute(waiting).scalar())
            goes_on.set()
            deletion.result()
            with pytest.raises(WorkspaceDeleted):
                write.result()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hold)
    assert not store.has_workspace(ANNA)
    watcher.dispose()
    store.close()
    other.close()
