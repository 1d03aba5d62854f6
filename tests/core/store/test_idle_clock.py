"""Idle work is removed, and no other, though clocks are wrong in between."""

import random

import pytest
import sqlalchemy as sa

from core.store.idle_clock import DAY_SECONDS
from core.store.store import Store
from core.store.tables import idle_clock as table
from core.store.tables import workspaces
from core.store.workspaces import GAP_SHARE
from tests.core.store.conftest import POSTGRESQL
from tests.support.clock import NOW, Clock
from tests.support.saved_runs import ANNA, BERTA, saved

DAYS = 30
YEAR = 365 * DAY_SECONDS
# What clocks say that are not set: before Trazo, of a chip, of next year.
WRONG = (60.0, NOW - YEAR, NOW + YEAR, NOW + 60 * YEAR)
# The arithmetic is the same on both; what differs has tests on both.
on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def pass_days(store, clock, days, visitor=BERTA):
    """Let days go by, on each of which a visitor is here, and the store is cleaned."""
    for _ in range(days):
        clock.now += DAY_SECONDS
        store.mark_visitor_seen(visitor)
        store.remove_idle(DAYS)


def restart(store, url, clock):
    """Open the store again, as the next process does."""
    store.close()
    return Store.open(url, clock)


@on_sqlite
@pytest.mark.parametrize("wrong", WRONG)
def test_work_outlives_a_start_with_a_wrong_clock(store, clock, wrong):
    store.add(saved())
    pass_days(store, clock, 5)
    right, clock.now = clock.now, wrong
    assert store.remove_idle(DAYS) == 0
    # Somebody comes while the clock is wrong, and it cleans again.
    store.mark_visitor_seen(BERTA)
    pass_days(store, clock, 2)
    assert len(store.list_runs(ANNA)) == 1
    clock.now = right + 2 * DAY_SECONDS
    pass_days(store, clock, 2)
    assert len(store.list_runs(ANNA)) == 1


@on_sqlite
@pytest.mark.parametrize("wrong", WRONG)
def test_work_of_a_wrong_clock_is_neither_removed_nor_immortal(store, clock, wrong):
    store.mark_visitor_seen(BERTA)
    right, clock.now = clock.now, wrong
    store.add(saved())
    clock.now = right
    pass_days(store, clock, round((1 - GAP_SHARE) * DAYS) - 1)
    assert store.has_workspace(ANNA)
    pass_days(store, clock, DAYS)
    assert not store.has_workspace(ANNA)


def test_the_work_of_the_last_visitor_goes_too(store, clock):
    store.add(saved())
    for _ in range(DAYS):
        clock.now += DAY_SECONDS
        assert store.remove_idle(DAYS) == 0
    clock.now += 1
    assert store.remove_idle(DAYS) == 1


@on_sqlite
def test_holidays_count_in_part_however_few_days_work_is_kept(store, clock):
    for days in (30, 1, 0.5):
        store.mark_visitor_seen(ANNA)
        store.remove_idle(days)
        clock.now += YEAR
        assert store.remove_idle(days) == 0
        clock.now += GAP_SHARE * days * DAY_SECONDS
        assert store.remove_idle(days) == 0


@pytest.mark.thorough
@on_sqlite
@pytest.mark.parametrize("seed", range(8))
def test_by_no_clock_is_work_lost_or_immortal(url, clock, seed):
    """Clocks jump between starts; days are counted by the days that were lived."""
    chance = random.Random(seed)
    store = Store.open(url, clock)
    store.mark_visitor_seen(ANNA)
    store.mark_visitor_seen(BERTA)
    visits = chance.randrange(4)
    idle = jumps = 0
    while store.has_workspace(ANNA):
        if chance.random() < 0.15:
            clock.now = chance.choice((*WRONG, NOW + idle * DAY_SECONDS))
            jumps += 1
            store = restart(store, url, clock)
            store.remove_idle(DAYS)
        if visits and chance.random() < 0.1:
            visits -= 1
            store.mark_visitor_seen(ANNA)
            idle = jumps = 0
        pass_days(store, clock, 1)
        idle += 1
        counted = idle + jumps * GAP_SHARE * DAYS
        if not store.has_workspace(ANNA):
            assert counted > DAYS
        else:
            assert idle <= DAYS
    assert store.has_workspace(BERTA)
    store.close()


@pytest.mark.parametrize("now", [60.0, NOW + YEAR, NOW])
def test_what_a_version_without_it_has_stored_is_taken_up(url, now):
    """Rows of clocks that were wrong in their time, and of one that is wrong now."""
    clock = Clock(now)
    store = Store.open(url, clock)
    ids = {f"{place:032x}": at for place, at in enumerate((*WRONG, NOW))}
    for visitor in ids:
        store.mark_visitor_seen(visitor)
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.delete(table))
        for visitor, at in ids.items():
            connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == visitor)
                .values(seen_at=at)
            )
    engine.dispose()
    assert store.remove_idle(DAYS) == 0
    pass_days(store, clock, DAYS)
    assert all(map(store.has_workspace, ids))
    pass_days(store, clock, 1)
    assert not any(map(store.has_workspace, ids))
    assert store.has_workspace(BERTA)
    store.close()


def test_many_processes_tell_the_same(url, clock):
    stores = [Store.open(url, clock) for _ in range(4)]
    chance = random.Random(3)
    for _ in range(20):
        clock.now += chance.choice([1.0, 1000.0, DAY_SECONDS])
        chance.choice(stores).mark_visitor_seen(ANNA)
        found = stores[0].workspace(ANNA)
        # Without a jump it is the clock.
        assert found is not None
        assert found.seen_at == clock.now
        assert all(store.seen_within(ANNA, 0.5) for store in stores)
    for store in stores:
        store.close()


def test_a_small_correction_is_no_jump(store, clock):
    store.mark_visitor_seen(ANNA)
    clock.now += 100
    store.mark_visitor_seen(ANNA)
    clock.now -= 2
    store.mark_visitor_seen(ANNA)
    assert store.workspace(ANNA).seen_at == clock.now


@pytest.mark.parametrize("url", [POSTGRESQL], indirect=True)
def test_the_clock_of_a_machine_makes_no_difference_to_postgresql(url, monkeypatch):
    store, other = Store.open(url), Store.open(url)
    store.add(saved())
    for apart in (20.0, -20.0, YEAR, -YEAR):
        monkeypatch.setattr(
            "core.store.part.time.time", lambda apart=apart: NOW + apart
        )
        # A machine whose clock is wrong takes nobody's run, and removes nobody's work.
        assert not other.claim(saved().id, 15)
        assert other.seen_within(ANNA, 15)
        assert other.remove_idle(DAYS) == 0
        other.heartbeat([saved().id])
        assert not store.claim(saved().id, 15)
    store.close()
    other.close()
