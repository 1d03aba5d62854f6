"""Runs and checkpoints become rows of the tables, and rows become them again."""

from dataclasses import fields, replace

import numpy as np
import pytest

from core.runs.records import Checkpoint, SavedRun
from core.store import row_mapping
from core.store.tables import checkpoints, runs
from tests.support.saved_runs import RUN, checkpoint, saved


def test_every_field_of_a_run_has_a_column():
    row = row_mapping.run_row(saved())
    assert set(row) <= set(runs.columns.keys())
    required = {
        column.name
        for column in runs.columns
        if not column.nullable and column.server_default is None
    }
    assert required <= set(row)
    # The size is counted where it is asked for.
    assert {field.name for field in fields(SavedRun)} - set(
        row_mapping.RUN_COLUMNS
    ) == {"bytes"}


def test_a_run_comes_back_from_its_row():
    run = replace(saved(), is_fine_tuning=True, name="mine", turns=3)
    row = row_mapping.run_row(run) | {"bytes": 1234}
    assert row["lesson"] is True
    back = row_mapping.to_run(row)
    assert vars(back) == vars(replace(run, bytes=1234))


def test_a_checkpoint_comes_back_from_its_row():
    kept = checkpoint(2)
    row = row_mapping.checkpoint_row(RUN, kept)
    assert set(row) == set(checkpoints.columns.keys())
    back = row_mapping.to_checkpoint(row)
    for field in fields(Checkpoint):
        np.testing.assert_array_equal(
            getattr(back, field.name), getattr(kept, field.name)
        )


@pytest.mark.parametrize("name", ["id", "workspace"])
@pytest.mark.parametrize("text", ["", "a" * 31, "A" * 32, "g" * 32, "a" * 32 + "\n"])
def test_what_is_no_id_becomes_no_row(name, text):
    with pytest.raises(ValueError, match="not an id"):
        row_mapping.run_row(replace(saved(), **{name: text}))
