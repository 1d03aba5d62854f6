"""The bytes and the texts in the columns are those that earlier versions wrote."""

import json
import sqlite3
import struct
from dataclasses import replace

import pytest

from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, Trained
from core.settings import query_params
from core.store.store import Store
from tests.support.root import ROOT
from tests.support.saved_runs import ANNA, RUN, checkpoint, saved

STORE = ROOT / "tests" / "data" / "store_of_round_one.sqlite"
OUTCOME = Outcome(Score(0.9, 0.5), Score(0.95, 1.0))


@pytest.fixture
def raw(tmp_path):
    """The connection of the standard library to a store with one run."""
    path = tmp_path / "trazo.db"
    store = Store.open(f"sqlite:///{path}")
    store.add(saved())
    store.keep_checkpoint(RUN, 0, checkpoint(2))
    yield store, sqlite3.connect(path)
    store.close()


def row(connection, columns, table):
    """Return the values of the only row."""
    (found,) = connection.execute(f"SELECT {columns} FROM {table}").fetchall()
    return found


def test_curves_are_float32_in_little_endian_order(raw):
    _, connection = raw
    losses, results = row(connection, "losses, results", "checkpoints")
    written = checkpoint(2)
    assert losses == struct.pack("<4f", *written.losses)
    assert json.loads(results)[1]["epoch"] == written.results[1].epoch


def test_enumerations_are_their_values_and_settings_are_a_links(raw):
    store, connection = raw
    source, ending, settings, outcome = row(
        connection, "source, ending, settings, outcome", "runs"
    )
    assert (source, ending, outcome) == (saved().source.value, None, "null")
    assert json.loads(settings) == query_params.to_query(saved().settings)
    trained = Trained(Ending.STOPPED, 0.9, 0.1, b"keras", b"litert", OUTCOME)
    store.finish(RUN, 0, trained)
    ending, outcome = row(connection, "ending, outcome", "runs")
    assert ending == Ending.STOPPED.value
    assert json.loads(outcome)["after"] == {"mnist": 0.95, "hand": 1.0}
    found = store.fetch_run(ANNA, RUN)
    assert (found.ending, found.outcome) == (Ending.STOPPED, OUTCOME)


def test_what_is_not_there_takes_no_bytes(raw):
    store, connection = raw
    store.remove(ANNA, RUN)
    store.add(replace(saved(), pins=()))
    store.keep_checkpoint(RUN, 0, replace(checkpoint(1), moments=()))
    assert row(connection, "pins", "runs") == (b"",)
    assert row(connection, "moments", "checkpoints") == (b"",)
    assert store.fetch_run(ANNA, RUN).pins == ()


def test_the_files_of_snapshots_have_the_arrays_of_the_first_version(raw):
    _, connection = raw
    (mine,) = row(connection, "pins", "runs")
    with sqlite3.connect(STORE) as before:
        theirs = before.execute("SELECT pins FROM runs ORDER BY made_at").fetchone()[0]
    assert mine[:2] == theirs[:2] == b"PK"
    for name in (b"images.npy", b"labels.npy"):
        assert name in mine
        assert name in theirs
