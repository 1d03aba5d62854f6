"""A visitor has one run at a time: the store says so to all processes at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from core.errors import AlreadyTraining
from core.store.store import Store
from tests.support.saved_runs import ANNA, BERTA, saved

TRIES = 8


def test_of_many_processes_that_add_a_run_at_once_one_succeeds(url):
    stores = [Store.open(url) for _ in range(TRIES)]
    barrier = threading.Barrier(TRIES)

    def add(number):
        barrier.wait()
        record = saved(f"{number:032x}", ANNA)
        try:
            stores[number].add_alone(record, None, silent_seconds=1e9)
        except AlreadyTraining:
            return False
        return True

    with ThreadPoolExecutor(TRIES) as threads:
        assert sum(threads.map(add, range(TRIES))) == 1
    assert len(stores[0].list_runs(ANNA)) == 1
    stores[0].add_alone(saved("f" * 32, BERTA), None, silent_seconds=1e9)
    for store in stores:
        store.close()
