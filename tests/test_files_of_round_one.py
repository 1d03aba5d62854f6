"""What the first version of Trazo wrote is read as it was meant.

``tests/data/*_of_round_one.*`` were written by the program of 2026-11-26, before its
classes and settings had their names of today.
"""

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from core.archive import work_zip
from core.datasets.loader import Source
from core.runs.progress import Ending
from core.settings import query_params
from core.store.store import Store
from tests.support.saved_runs import ANNA, OTHER, RUN, checkpoint

DATA = Path(__file__).parent / "data"
LINK = {
    "train_epochs": "3",
    "network_blocks": "8x5p-16x3",
    "network_dense": "64-32",
    "network_batch_norm": "yes",
    "network_optimizer": "sgd",
    "network_schedule": "one_cycle",
    "network_loss": "mean_squared_error",
}


@pytest.fixture
def store(tmp_path):
    """The database of the first version, opened by this one."""
    path = tmp_path / "trazo.sqlite"
    shutil.copy(DATA / "store_of_round_one.sqlite", path)
    opened = Store.open(f"sqlite:///{path}")
    yield opened
    opened.close()


def says_what_was_chosen(settings):
    """Check the settings that both files have."""
    (first, second), dense = settings.network.blocks, settings.network.dense
    assert (first.filters, first.kernel) == (8, 5)
    assert (second.filters, second.kernel) == (16, 3)
    assert dense == (64, 32)
    query = query_params.to_query(settings)
    assert query["network_batch_norm"] == "yes"
    assert query["network_blocks"] == "8x5p-16x3"


def test_a_database_of_before_keeps_runs_curves_drawings_and_failures(store):
    finished, failed = store.list_runs(ANNA)
    assert (finished.id, finished.stage, finished.ending) == (
        RUN,
        "done",
        Ending.FINISHED,
    )
    assert (finished.accuracy, finished.source) == (0.91, Source.SAMPLE)
    says_what_was_chosen(finished.settings)
    assert (failed.id, failed.stage) == (OTHER, "failed")
    history, written = store.fetch_checkpoint(ANNA, RUN), checkpoint(2)
    assert history is not None
    np.testing.assert_array_equal(history.losses, written.losses)
    assert history.results == written.results
    np.testing.assert_array_equal(
        history.moments[0].probabilities, written.moments[0].probabilities
    )
    assert store.read_file(ANNA, RUN, "keras") == b"keras"
    assert len(store.workspace(ANNA).own_drawings) == 1


def test_a_database_of_before_is_written_on(store):
    assert store.start_attempt(OTHER, "again").attempt == 2
    store.remove(ANNA, RUN)
    assert [run.id for run in store.list_runs(ANNA)] == [OTHER]


def test_a_zip_of_before_is_read_whole():
    opened = work_zip.unpack((DATA / "work_of_round_one.zip").read_bytes())
    (entry,) = opened.entries
    says_what_was_chosen(entry.run.settings)
    assert (entry.run.name, entry.run.ending) == ("mine", Ending.FINISHED)
    assert len(entry.past.losses) == 4
    assert opened.keras_files == (f"{RUN} keras".encode(),)
    assert len(opened.own_drawings) == 1


def test_a_link_of_before_says_the_same_and_is_written_the_same():
    settings, refused = query_params.from_query(LINK)
    assert refused == ()
    assert {key: query_params.to_query(settings)[key] for key in LINK} == LINK


def test_the_file_is_a_database_of_before():
    with sqlite3.connect(DATA / "store_of_round_one.sqlite") as connection:
        (version,) = connection.execute(
            "select version_num from alembic_version"
        ).fetchone()
    assert version.startswith("0001")
