"""Once the store has failed to answer, one thread asks again and the others go on."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.engine.lazy_store import AWAY_SECONDS, LazyStore, tolerates_outage
from core.errors import DiskFull, StoreBusy, StoreRefused, StoreUnavailable
from tests.support.clock import Clock
from tests.support.patience import PATIENCE_SECONDS


class Database:
    """A store that fails on request, and counts what it was asked."""

    def __init__(self):
        self.failure = None
        self.asked = self.opened = 0

    def open(self):
        """Return itself, or fail."""
        self.opened += 1
        return self.ask()

    def ask(self):
        """Answer, or fail."""
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return self

    ping = ask


class Repository:
    """Asks the store in methods that tolerate an outage."""

    def __init__(self, store):
        self.store = store

    @tolerates_outage(())
    def names(self) -> tuple[str, ...]:
        """Return what the store has."""
        self.store.open().ask()
        return ("anna", *(self.others() or ()))

    @tolerates_outage(None)
    def others(self) -> tuple[str, ...]:
        """Ask once more, within the other method."""
        self.store.open().ask()
        return ("berta",)


@pytest.fixture
def database():
    """What is asked."""
    return Database()


@pytest.fixture
def clock():
    """The clock of the circuit breaker."""
    return Clock()


@pytest.fixture
def store(database, clock):
    """The way to it, not opened yet."""
    return LazyStore(database.open, clock)


def ask(store):
    """Ask the store something."""
    return store.run(lambda opened: opened.ask())


def test_it_is_opened_when_it_is_needed_and_once(store, database):
    assert database.opened == 0
    assert ask(store) is ask(store) is database
    assert database.opened == 1


def test_after_a_failure_one_asks_again_from_time_to_time(store, database, clock):
    away = []
    store.on_away = lambda: away.append(True)
    ask(store)
    database.failure = StoreUnavailable("gone")
    for _ in range(5):
        with pytest.raises(StoreUnavailable):
            ask(store)
    assert store.is_away
    # Of five, the first found out.
    assert database.asked == 3
    clock.now += AWAY_SECONDS
    for _ in range(5):
        with pytest.raises(StoreUnavailable):
            ask(store)
    assert database.asked == 4
    database.failure = None
    clock.now += AWAY_SECONDS
    assert ask(store) is database
    assert not store.is_away
    assert away == [True]


def test_while_one_asks_again_the_others_do_not_wait_for_it(store, database, clock):
    database.failure = StoreUnavailable("gone")
    with pytest.raises(StoreUnavailable):
        ask(store)
    database.failure = None
    clock.now += AWAY_SECONDS

    def ask_slowly(_):
        with ThreadPoolExecutor(1) as another:
            other = another.submit(ask, store)
            with pytest.raises(StoreUnavailable):
                other.result(PATIENCE_SECONDS)
        return "answered"

    assert store.run(ask_slowly) == "answered"
    assert ask(store) is database


def test_a_probe_asks_at_once_and_ends_an_outage(store, database):
    database.failure = StoreUnavailable("gone")
    assert not store.probe()
    assert store.is_away
    database.failure = None
    assert store.probe()
    assert ask(store) is database


@pytest.mark.parametrize(
    "failure", [StoreBusy("locked"), StoreRefused("no"), DiskFull()]
)
def test_a_store_that_is_there_is_not_away(store, database, failure):
    ask(store)
    database.failure = failure
    for _ in range(3):
        with pytest.raises(type(failure)):
            ask(store)
    assert not store.is_away
    assert database.asked == 5


def test_a_method_has_its_default_during_an_outage(store, database):
    repository = Repository(store)
    assert repository.names() == ("anna", "berta")
    for failure in (StoreUnavailable("gone"), DiskFull("full")):
        database.failure = failure
        assert repository.names() == ()
        assert repository.others() is None


def test_all_who_need_it_wait_for_the_one_that_opens_it(database, clock):
    opening, may_open = threading.Event(), threading.Event()

    def open_slowly():
        opening.set()
        may_open.wait(PATIENCE_SECONDS)
        return database.open()

    store = LazyStore(open_slowly, clock)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, store) for _ in range(8)]
        opening.wait(PATIENCE_SECONDS)
        may_open.set()
        assert {future.result(PATIENCE_SECONDS) for future in asked} == {database}
    assert database.opened == 1


@pytest.mark.parametrize("failure", [None, StoreUnavailable("away"), DiskFull("full")])
def test_it_is_untried_until_it_has_answered_or_failed_to(database, failure):
    store = LazyStore(database.open)
    assert store.is_untried
    database.failure = failure
    Repository(store).names()
    assert not store.is_untried
