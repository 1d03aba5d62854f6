"""A reader of rooms, with its store as two processes reach it."""

import pytest

from core.engine.lazy_store import LazyStore
from core.engine.rooms import Rooms
from core.store.store import Store
from tests.support.class_rooms import (
    TEACHER,
    pupil,
)
from tests.support.clock import Clock
from tests.support.counted_store import CountedStore


@pytest.fixture
def clock():
    """The clock of the process and of the store."""
    return Clock()


@pytest.fixture
def counted(tmp_path, clock):
    """The store as this process reaches it."""
    opened = CountedStore.open(f"sqlite:///{tmp_path / 'trazo.db'}", clock)
    opened.asked, opened.failure = [], None
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path, counted, clock):
    """The store as another process reaches it."""
    opened = Store.open(f"sqlite:///{tmp_path / 'trazo.db'}", clock)
    yield opened
    opened.close()


@pytest.fixture
def reader(counted, clock):
    """What is tested; its store has been opened."""
    lazy = LazyStore(lambda: counted, clock)
    lazy.probe()
    return Rooms(lazy, lambda *change: change[1](counted) is None, clock)


@pytest.fixture
def room(store):
    """A room with a seat."""
    opened = store.open_room(TEACHER)
    store.join_room(opened, pupil(0))
    return opened
