"""The log of a write that fails has neither an id nor what a visitor has drawn."""

import logging

import numpy as np
import pytest

from core.datasets.own_drawings import LabelledDrawings
from core.engine.run_repository import RunRepository
from core.errors import StoreUnavailable
from core.runs.progress import Ending, Trained
from core.store import tables
from core.store.store import Store
from tests.support.patience import wait_for
from tests.support.saved_runs import ANNA, RUN, checkpoint, saved

STROKE = "secret-stroke"
DRAWING = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 4)
TRAINED = Trained(Ending.FINISHED, 0.9, 0.1, b"keras", b"litert")
WRITES = {
    "settings": lambda store: store.change_settings(ANNA, {}, {"a": STROKE}),
    "strokes": lambda store: store.keep_strokes(ANNA, [{"path": STROKE}]),
    "drawings": lambda store: store.change_drawings(ANNA, DRAWING),
    "seen": lambda store: store.mark_visitor_seen(ANNA),
    "run": lambda store: store.add(saved()),
    "rename": lambda store: store.rename(ANNA, RUN, STROKE),
    "remove": lambda store: store.remove(ANNA, RUN),
    "checkpoint": lambda store: store.keep_checkpoint(RUN, 0, checkpoint(1)),
    "finish": lambda store: store.finish(RUN, 0, TRAINED),
    "heartbeat": lambda store: store.heartbeat([RUN]),
    "everything": lambda store: store.remove_workspace(ANNA),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_fails_names_nobody(store, url, caplog, name):
    with store._database.writing() as connection:  # noqa: SLF001  a fault is caused
        tables.metadata.drop_all(connection)
    kept = RunRepository(lambda: store, retry_seconds=3600)
    with caplog.at_level(logging.DEBUG, logger="core"):
        write = kept.save(ANNA, WRITES[name])
        assert write is not None
        wait_for(lambda: write.has_failed or write.done.is_set())
    with pytest.raises(StoreUnavailable) as raised:
        WRITES[name](store)
    assert caplog.records
    for text in (caplog.text, str(raised.value), repr(raised.value)):
        assert ANNA not in text
        assert RUN not in text
        assert STROKE not in text
    with store._database.writing() as connection:  # noqa: SLF001  as above
        tables.metadata.create_all(connection)
    Store.open(url).close()
