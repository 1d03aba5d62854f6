"""The time is that of the clock that is given, else of the database."""

import time

import pytest

from core.store.database import Database
from core.store.part import StorePart
from tests.support.clock import NOW, Clock


class Watch(StorePart):
    """A part that tells the time."""

    def now(self):
        """Return it."""
        with self._database.reading() as connection:
            return self._now(connection)


@pytest.fixture
def database(url):
    """An empty database of either kind."""
    opened = Database(url)
    yield opened
    opened.close()


def test_a_clock_that_is_given_is_believed(database):
    assert Watch(database, Clock()).now() == NOW


def test_without_one_the_database_is_asked(database):
    before = time.time()
    found = Watch(database).now()
    # Both clocks are this machine's.
    assert before - 1 < found < time.time() + 1
