"""The limit of what all visitors store: measured, met, and left by deleting."""

import secrets
from typing import Any

import pytest

from core.config import Config
from core.engine.lazy_store import LazyStore
from core.engine.run_repository import RunRepository
from core.engine.store_space import FULL_LOOK_SECONDS, LOOK_SECONDS, StoreSpace
from core.errors import StoreFull, StoreUnavailable
from core.runs.records import Checkpoint
from core.store.store import Store
from tests.support.clock import Clock
from tests.support.saved_runs import ANNA, BERTA, saved

MEGABYTE = 2**20


@pytest.fixture
def clock():
    """The clock of the space."""
    return Clock()


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    opened = Store.open(f"sqlite:///{tmp_path / 'trazo.db'}")
    yield opened
    opened.close()


def bring(store, visitor, megabytes):
    """Store a run with a network of so many megabytes; return its id."""
    run = saved(secrets.token_hex(16), visitor)
    network = {"keras": secrets.token_bytes(megabytes * MEGABYTE)}
    store.import_run(run, Checkpoint.empty(), network)
    return run.id


def test_work_of_several_visitors_fills_it_and_deleting_makes_room(store, clock):
    space = StoreSpace(LazyStore(lambda: store), 4 * MEGABYTE, clock)
    space.ensure(3 * MEGABYTE)
    bring(store, ANNA, 2)
    second = bring(store, BERTA, 1)
    assert not space.is_full
    with pytest.raises(StoreFull) as full:
        space.ensure(2 * MEGABYTE)
    assert full.value.limit == 4 * MEGABYTE
    assert 5 * MEGABYTE < full.value.size < 6 * MEGABYTE
    bring(store, BERTA, 1)
    clock.now += LOOK_SECONDS
    assert space.is_full
    with pytest.raises(StoreFull):
        space.ensure(0)
    store.remove(BERTA, second)
    assert space.is_full
    clock.now += FULL_LOOK_SECONDS
    assert not space.is_full
    space.ensure(0)
    store.remove_workspace(BERTA)
    space.ensure(MEGABYTE)


def test_without_a_limit_nothing_is_measured(clock):
    def fail():
        raise AssertionError

    space = StoreSpace(LazyStore(fail), None, clock)
    space.ensure(2**60)
    assert not space.is_full


def test_pages_measure_it_every_few_seconds_and_an_outage_leaves_it_as_it_was(clock):
    class Counting:
        """A store that is full, and counts the questions."""

        asked = 0
        is_away = False

        def total_size(self):
            """Return more than there is room for."""
            self.asked += 1
            if self.is_away:
                raise StoreUnavailable
            return 3 * MEGABYTE

    store: Any = Counting()
    space = StoreSpace(LazyStore(lambda: store, clock), MEGABYTE, clock)
    assert all(space.is_full for _ in range(20))
    assert store.asked == 1
    store.is_away = True
    clock.now += FULL_LOOK_SECONDS
    assert space.is_full
    assert store.asked == 2
    # Nobody can tell, and what waits to be stored must not be refused.
    clock.now += LOOK_SECONDS
    space.ensure(MEGABYTE)


def test_a_repository_has_the_limit_of_the_operator(store):
    bring(store, ANNA, 2)
    repository = RunRepository(lambda: store, config=Config(store_megabytes=1))
    assert repository.space.is_full
    assert not RunRepository(lambda: store, config=Config()).space.is_full
