"""Runs that begin, go on and end while the database is locked lose nothing."""

import contextlib
import secrets
import sqlite3

import numpy as np
import pytest

from core import paths
from core.config import DATABASE_NAME
from core.engine.engine import Engine
from core.runs.progress import Ending
from core.store.store import Store
from tests.support.hold import Hold
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.processes import kill, workers
from tests.support.runs import (
    BATCHES,
    SAMPLE,
    free,
    held,
    is_whole,
    losses_of,
    over,
    reached,
)
from tests.support.stub_engine import start_stub_process

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def engine(home):
    """An engine that waits for its store as little as a page does."""
    made = Engine(
        lambda: Store.open(seconds=0.2),
        start_process=start_stub_process,
        tend_seconds=0.05,
    )
    # The outages come to a database that is there.
    made.repository.check()
    yield made
    made.close()


@pytest.fixture
def visitor():
    """A new visitor."""
    return secrets.token_hex(16)


@contextlib.contextmanager
def locked():
    """Lock the database, as a backup that hangs does."""
    database = sqlite3.connect(
        paths.home_folder() / DATABASE_NAME, isolation_level=None
    )
    with contextlib.closing(database):
        database.execute("BEGIN EXCLUSIVE")
        yield


def stored(engine, run):
    """Return the curve that the store has of a run; None if it has none."""
    return engine.repository.fetch_checkpoint(run.spec.to_record(0.0))


def is_stored_whole(engine, run):
    """Return whether the store has a run's network, and all of its curve."""
    saved = engine.repository.fetch_run(run.visitor, run.id)
    if saved is None or saved.stage != "done":
        return False
    assert np.array_equal(stored(engine, run).losses, losses_of(run))
    content = engine.repository.read_file(run.visitor, run.id, "keras")
    assert content == run.keras_path.read_bytes()
    return True


def test_a_run_that_begins_in_an_outage_is_stored_by_its_worker_after_it(
    engine, visitor
):
    settings, hold = held(BATCHES + 10)
    with locked():
        run = engine.start(settings, SAMPLE, visitor)
        reached(run, BATCHES + 10)
        wait_for(lambda: not engine.repository.is_saving)
    assert engine.repository.writes.flush(PATIENCE_SECONDS)
    hold.at(2 * BATCHES + 10)
    wait_for(lambda: (found := stored(engine, run)) and found.epochs_done == 2)
    # As safe as any other run now.
    kill(workers())
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert run.state.kept_epochs == 2
    assert is_whole(run)
    wait_for(lambda: is_stored_whole(engine, run))


def test_a_run_that_goes_on_from_another_in_an_outage_has_the_curve_of_both(
    engine, visitor
):
    first = engine.start(free(epochs=1), SAMPLE, visitor)
    over(first)
    wait_for(lambda: is_stored_whole(engine, first))
    hold = Hold(first.settings.seed)
    hold.at(BATCHES + 10)
    with locked():
        run = engine.resume(first, 1, visitor)
        reached(run, BATCHES + 10)
    assert engine.repository.writes.flush(PATIENCE_SECONDS)
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert is_whole(run, epochs=2)
    wait_for(lambda: is_stored_whole(engine, run))
    assert [each.epoch for each in stored(engine, run).results] == [1, 2]
