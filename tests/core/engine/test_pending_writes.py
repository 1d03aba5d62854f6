"""Writes are made in the order in which they were asked for, and none is lost."""

import random
import threading

import pytest

from core.engine.lazy_store import LazyStore
from core.engine.pending_writes import MOST_WRITES, PendingWrites
from core.errors import DiskFull, StoreRefused, StoreUnavailable
from tests.support.clock import Clock
from tests.support.patience import PATIENCE_SECONDS, wait_for

VISITORS = ("a" * 32, "b" * 32, "c" * 32)


class FlakyStore:
    """A store that remembers what was written, and fails on request."""

    def __init__(self):
        self.written = []
        self.failure = None

    def ping(self):
        """Answer, or not."""
        self.append_nothing()

    def append_nothing(self):
        """Fail as a write would."""
        if self.failure is not None:
            raise self.failure

    def append(self, value):
        """Write a value."""
        self.append_nothing()
        self.written.append(value)


@pytest.fixture
def store():
    return FlakyStore()


@pytest.fixture
def writes(store):
    pending = PendingWrites(LazyStore(lambda: store), retry_seconds=0.01)
    yield pending
    pending.close()


def append(value):
    """Return a change of the store."""
    return lambda store: store.append(value)


@pytest.mark.parametrize("failure", [StoreUnavailable("away"), DiskFull("full")])
def test_changes_of_an_outage_are_made_after_it_in_their_order(store, writes, failure):
    store.failure = failure
    asked = [writes.put(VISITORS[0], append(value)) for value in range(50)]
    wait_for(lambda: writes.is_late)
    assert store.written == []
    store.failure = None
    assert writes.flush(PATIENCE_SECONDS)
    assert store.written == list(range(50))
    assert all(write.is_stored and write.done.is_set() for write in asked)
    assert not writes.is_late


def test_a_later_change_of_a_kind_takes_the_place_of_the_one_before(store, writes):
    store.failure = StoreUnavailable("away")
    first = writes.put(VISITORS[0], append("first"), "settings")
    wait_for(lambda: first.has_failed)
    writes.put(VISITORS[0], append("in between"))
    writes.put(VISITORS[1], append("of another"), "settings")
    assert writes.put(VISITORS[0], append("last"), "settings") is first
    store.failure = None
    assert writes.flush(PATIENCE_SECONDS)
    assert store.written == ["last", "in between", "of another"]


def test_a_change_that_is_being_made_is_not_replaced(store, writes):
    begun, goes_on = threading.Event(), threading.Event()

    def slow(store):
        begun.set()
        goes_on.wait(PATIENCE_SECONDS)
        store.append("first")

    writes.put(VISITORS[0], slow, "settings")
    assert begun.wait(PATIENCE_SECONDS)
    writes.put(VISITORS[0], append("second"), "settings")
    goes_on.set()
    assert writes.flush(PATIENCE_SECONDS)
    assert store.written == ["first", "second"]


def test_what_the_store_refuses_holds_up_nothing_else(store, writes):
    def refused(_):
        raise StoreRefused("no such row")

    def broken(_):
        raise ZeroDivisionError

    bad = [writes.put(VISITORS[0], work) for work in (refused, broken)]
    good = writes.put(VISITORS[1], append("good"))
    assert writes.flush(PATIENCE_SECONDS)
    assert store.written == ["good"]
    assert [write.is_stored for write in (*bad, good)] == [False, False, True]


def test_a_page_waits_for_its_own_visitor_and_not_for_a_store_that_takes_nothing(
    store, writes
):
    clock = Clock()
    pending = PendingWrites(LazyStore(lambda: store), clock, retry_seconds=0.01)
    begun, goes_on = threading.Event(), threading.Event()

    def slow(store):
        begun.set()
        goes_on.wait(PATIENCE_SECONDS)
        store.append("slow")

    pending.put(VISITORS[0], slow)
    assert begun.wait(PATIENCE_SECONDS)
    assert pending.settle(VISITORS[1], PATIENCE_SECONDS)
    pending.put(VISITORS[1], append("behind it"))
    clock.now += 2
    # Nothing has come through for so long: that it waits would not help.
    assert not pending.settle(VISITORS[1], 1.0)
    goes_on.set()
    assert pending.flush(PATIENCE_SECONDS)
    assert pending.settle(VISITORS[1], 1.0)
    store.failure = StoreUnavailable("away")
    pending.put(VISITORS[1], append("during an outage"))
    wait_for(lambda: pending.is_late)
    assert not pending.settle(VISITORS[1], PATIENCE_SECONDS)
    store.failure = None
    assert pending.flush(PATIENCE_SECONDS)
    pending.close()


def test_there_is_a_bound(store, writes):
    store.failure = StoreUnavailable("away")
    for value in range(MOST_WRITES):
        assert writes.put(VISITORS[0], append(value)) is not None
    assert writes.put(VISITORS[0], append("one too many")) is None
    store.failure = None
    assert writes.flush(PATIENCE_SECONDS)
    assert store.written == list(range(MOST_WRITES))


@pytest.mark.parametrize("seed", range(5))
def test_whatever_fails_in_between_each_visitor_has_all_in_order(store, writes, seed):
    chance = random.Random(seed)
    asked: dict[str, list[int]] = {visitor: [] for visitor in VISITORS}
    for value in range(200):
        store.failure = chance.choice(
            (None, None, StoreUnavailable("away"), DiskFull("full"))
        )
        visitor = chance.choice(VISITORS)
        asked[visitor].append(value)
        writes.put(visitor, append((visitor, value)))
    store.failure = None
    assert writes.flush(PATIENCE_SECONDS)
    for visitor, values in asked.items():
        assert [v for owner, v in store.written if owner == visitor] == values
