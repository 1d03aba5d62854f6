"""The drawings of a class are stored with a run for as long as it goes on."""

from dataclasses import replace

import pytest

from core.runs.class_data import Use
from core.runs.progress import Ending, Trained
from core.store.queries import DRAWINGS
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, saved

TRAINED = Trained(Ending.FINISHED, 0.99, 0.03, b"keras file", b"litert file")
ENDS = {
    "finished": lambda store: store.finish(RUN, 3, TRAINED),
    "failed": lambda store: store.fail(RUN, 3, "Diverged"),
}


def class_run(run_id=RUN):
    """Return the record of a run that learns the drawings of a class."""
    return replace(saved(run_id), class_use=Use.MIXED)


def stored(store):
    """Return the drawings that the store has of the run."""
    return store.read_file(ANNA, RUN, DRAWINGS)


@pytest.mark.parametrize("end", ENDS)
def test_the_drawings_are_there_for_each_attempt_and_gone_at_the_end(store, end):
    store.add(class_run(), None, b"drawings")
    for _ in range(2):
        store.start_attempt(RUN, "task")
        assert stored(store) == b"drawings"
    assert store.fetch_run(ANNA, RUN).class_use is Use.MIXED
    store.start_attempt(RUN, "another")
    ENDS[end](store)
    assert stored(store) is None
    # What it was goes on to be known.
    assert store.fetch_run(ANNA, RUN).class_use is Use.MIXED


def test_the_drawings_of_a_run_that_no_worker_began_are_gone_with_its_end(store):
    store.add_alone(class_run(), None, b"drawings", silent_seconds=60)
    assert stored(store) == b"drawings"
    store.cancel(RUN, Ending.UNWATCHED)
    assert stored(store) is None


def test_nobody_else_reads_the_drawings(store):
    store.add(class_run(), None, b"drawings")
    assert store.read_file(BERTA, RUN, DRAWINGS) is None


def test_the_run_of_a_room_is_found_by_the_room(store):
    room = store.open_room(ANNA)
    assert store.fetch_class_run(room) is None
    store.add(class_run(), None, b"drawings")
    store.add(saved(OTHER))
    store.set_class_run(room, ANNA, RUN)
    found = store.fetch_class_run(room)
    assert (found.id, found.workspace, found.class_use) == (RUN, ANNA, Use.MIXED)
    assert store.fetch_class_run("f" * 32) is None
    store.remove(ANNA, RUN)
    assert store.fetch_class_run(room) is None
