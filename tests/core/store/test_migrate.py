"""Databases are brought up to this version, however many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.store.store import Store
from tests.support.saved_runs import ANNA

AT_ONCE = 8


@pytest.mark.thorough
def test_threads_bring_up_databases_of_their_own_at_once(tmp_path):
    start = threading.Barrier(AT_ONCE)

    def bring_up(number):
        start.wait()
        store = Store.open(f"sqlite:///{tmp_path / f'{number}.db'}")
        store.mark_visitor_seen(ANNA)
        found = store.has_workspace(ANNA)
        store.close()
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert all(pool.map(bring_up, range(AT_ONCE)))
