"""What is done while a server stays up, whether anybody trains or not."""

import pytest

from core.config import Config
from core.engine.engine import Engine
from core.engine.supervisor import DAY_SECONDS
from core.store.store import Store
from tests.support.clock import Clock
from tests.support.patience import wait_for
from tests.support.saved_runs import ANNA, BERTA, RUN, saved
from tests.support.stub_engine import start_stub_process

HALF = (Config.kept_days / 2 + 1) * DAY_SECONDS
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
    clock.now += 2 * HALF
    # If nobody had been here, the clock would be in doubt.
    store.mark_visitor_seen(BERTA)
    start()
    # Idle since before the start: it goes as soon as the server is up.
    wait_for(lambda: store.workspace(CLARA) is None)
    store.add(saved(RUN, ANNA))
    clock.now += HALF
    store.mark_visitor_seen(BERTA)
    assert store.list_runs(ANNA)
    clock.now += HALF
    wait_for(lambda: store.workspace(ANNA) is None)
    assert store.list_runs(ANNA) == ()
    # Was here half of that time ago.
    assert store.workspace(BERTA) is not None
