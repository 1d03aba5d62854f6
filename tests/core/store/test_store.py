"""Saved data is read back unchanged, and only by its visitor."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.runs.progress import Ending, Trained
from core.store.store import Store
from tests.support.saved_runs import ANNA, BERTA, RUN, checkpoint, saved

TASK = "train-1"


TRAINED = Trained(Ending.FINISHED, 0.99, 0.03, b"keras file", b"litert file")


def test_one_workspace_knows_nothing_of_anothers(store):
    store.add(saved())
    store.start_attempt(RUN, TASK)
    store.keep_checkpoint(RUN, 1, checkpoint(1))
    store.finish(RUN, 1, TRAINED)
    assert store.list_runs(BERTA) == ()
    assert store.fetch_run(BERTA, RUN) is None
    assert store.fetch_checkpoint(BERTA, RUN) is None
    assert store.read_file(BERTA, RUN, "keras") is None
    store.rename(BERTA, RUN, "mine")
    store.remove(BERTA, RUN)
    found = store.fetch_run(ANNA, RUN)
    assert found is not None
    assert found.name == ""


@pytest.mark.parametrize("text", ["", "a" * 31, "A" * 32, "a" * 33, "../" + "a" * 29])
def test_what_is_no_id_touches_nothing(store, text):
    for ask in (
        store.workspace,
        store.has_workspace,
        store.is_deleted,
        store.list_runs,
        store.mark_visitor_seen,
        store.remove_workspace,
    ):
        with pytest.raises(ValueError, match="not an id"):
            ask(text)


def test_thirty_threads_at_once(store):
    def work(number):
        workspace = f"{number:032x}"
        store.add(saved(f"{number + 100:032x}", workspace))
        for _ in range(3):
            store.keep_strokes(workspace, [number])
        return store.workspace(workspace).strokes, len(store.list_runs(workspace))

    with ThreadPoolExecutor(30) as pool:
        assert list(pool.map(work, range(30))) == [((n,), 1) for n in range(30)]


def test_the_time_is_the_databases_own(url):
    opened = Store.open(url)
    before = time.time()
    opened.mark_visitor_seen(ANNA)
    # Both clocks are this machine's.
    found = opened.workspace(ANNA)
    assert found is not None
    assert before - 1 < found.seen_at < time.time() + 1
    assert opened.seen_within(ANNA, 3600)
    opened.close()


def test_what_all_visitors_take_is_measured_and_less_after_a_deletion(store):
    before = store.total_size()
    # Nothing that a database could store in fewer bytes.
    chance = np.random.default_rng(1)
    network = {"keras": chance.bytes(300_000), "litert": chance.bytes(200_000)}
    store.import_run(saved(), checkpoint(50), network)
    one = store.total_size()
    assert 500_000 <= one - before < 600_000
    store.keep_strokes(BERTA, [{"path": chance.bytes(100_000).hex()}])
    both = store.total_size()
    assert 100_000 <= both - one < 300_000
    store.remove_workspace(ANNA)
    assert store.total_size() <= both - 500_000
