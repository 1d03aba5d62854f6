"""What is done while a server stays up, whether anybody trains or not."""

import os
import random
import threading
import time

import pytest

from core import uploads
from core.config import Config
from core.engine import engine as module
from core.engine.engine import Engine
from core.engine.remote_runs import RemoteRuns
from core.engine.supervisor import CLEAN_UP_SECONDS, GIVE_BACK_SECONDS
from core.server import memory
from core.store.idle_clock import DAY_SECONDS
from core.store.store import Store
from core.uploads import Upload
from tests.support.clock import Clock
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.saved_runs import ANNA, BERTA, RUN, saved
from tests.support.stub_engine import start_stub_process

HALF = round(Config.kept_days / 2) + 1
CLARA = "c" * 32


@pytest.fixture
def clock():
    """The time of the store and of the engine."""
    return Clock()


@pytest.fixture
def store(trazo_home, clock):
    """The store, as another process has it open."""
    opened = Store.open(f"sqlite:///{trazo_home / 'trazo.db'}", clock)
    yield opened
    opened.close()


def pass_days(store, clock, days):
    """Let days go by, on each of which Berta is here."""
    for _ in range(days):
        clock.now += DAY_SECONDS
        store.mark_visitor_seen(BERTA)


@pytest.fixture
def start(trazo_home, clock):
    """Start the engine of a web process, whose workers nobody needs."""
    engines = []

    def start():
        engines.append(
            Engine(
                lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}", clock),
                start_process=start_stub_process,
                clock=clock,
                tend_seconds=0.02,
            )
        )

    yield start
    for engine in engines:
        engine.close()


def test_idle_work_is_removed_while_the_server_stays_up(store, clock, start):
    store.mark_visitor_seen(CLARA)
    pass_days(store, clock, 2 * HALF)
    start()
    # Idle since before the start: it goes as soon as the server is up.
    wait_for(lambda: store.workspace(CLARA) is None)
    store.add(saved(RUN, ANNA))
    pass_days(store, clock, HALF)
    assert store.list_runs(ANNA)
    pass_days(store, clock, HALF)
    wait_for(lambda: store.workspace(ANNA) is None)
    assert store.list_runs(ANNA) == ()
    assert store.workspace(BERTA) is not None


@pytest.mark.parametrize("seed", range(3))
def test_a_turn_that_raises_is_logged_and_the_next_ones_come(
    store, clock, start, caplog, monkeypatch, seed
):
    chance = random.Random(seed)
    raised = [
        chance.choice([ValueError, KeyError, RuntimeError, OSError, AssertionError])
        for _ in range(5)
    ]
    expected = len(raised)

    def fail(self):
        if raised:
            raise raised.pop()("caused by the test")
        return []

    monkeypatch.setattr(RemoteRuns, "poll", fail)
    start()
    wait_for(lambda: not raised)
    store.add(saved(RUN, ANNA))
    pass_days(store, clock, 2 * HALF)
    # What a later turn does is done.
    wait_for(lambda: store.workspace(ANNA) is None)
    said = [record for record in caplog.records if "caused by" in str(record.exc_info)]
    assert len(said) == expected


def test_each_hour_uploads_of_dead_processes_go_and_freed_memory_more_often(
    clock, start, monkeypatch
):
    given_back: list[None] = []
    monkeypatch.setattr(memory, "give_back", lambda: given_back.append(None))
    start()
    clock.now += GIVE_BACK_SECONDS
    wait_for(lambda: len(given_back) == 1)
    upload = Upload(b"of a process that was killed")
    old = time.time() - uploads.LEFTOVER_SECONDS - 60
    os.utime(upload.path.parent, (old, old))
    clock.now += CLEAN_UP_SECONDS
    wait_for(lambda: not upload.path.exists())
    assert len(given_back) <= 2


def test_an_engine_that_is_deferred_leaves_the_store_alone_until_it_begins(
    trazo_home, clock
):
    opened = threading.Event()

    def open_store():
        opened.set()
        return Store.open(f"sqlite:///{trazo_home / 'trazo.db'}", clock)

    engine = Engine(
        open_store,
        start_process=start_stub_process,
        clock=clock,
        tend_seconds=0.02,
        is_deferred=True,
    )
    try:
        assert engine.repository.is_untried
        # Ten looks at the runs of an engine that is not.
        assert not opened.wait(0.2)
        engine.begin()
        assert opened.wait(PATIENCE_SECONDS)
        wait_for(lambda: not engine.repository.is_untried)
    finally:
        engine.close()


def test_an_engine_that_nobody_has_begin_begins_by_itself(
    trazo_home, clock, monkeypatch
):
    monkeypatch.setattr(module, "BEGIN_SECONDS", 0.05)
    engine = Engine(
        lambda: Store.open(f"sqlite:///{trazo_home / 'trazo.db'}", clock),
        start_process=start_stub_process,
        is_deferred=True,
    )
    try:
        wait_for(lambda: not engine.repository.is_untried)
    finally:
        engine.close()


def test_a_deferred_engine_ends_before_it_has_begun(trazo_home):
    engine = Engine(start_process=start_stub_process, is_deferred=True)
    engine.close()
    assert engine.repository.is_untried
