"""Runs and checkpoints as rows of the store's tables, and back."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from core.runs.records import Checkpoint, SavedRun
from core.store.tables import runs

ID = re.compile(r"[0-9a-f]{32}")
# Columns whose names differ from the record's attributes.
_RENAMED = {"is_fine_tuning": "lesson"}
# Attributes of a record and their columns of the table; `bytes` is computed.
RUN_COLUMNS = {
    field.name: _RENAMED.get(field.name, field.name)
    for field in fields(SavedRun)
    if _RENAMED.get(field.name, field.name) in runs.columns
}


def checked(text: str) -> str:
    """Return an id that is one.

    Raises:
        ValueError: It is something else.
    """
    if not ID.fullmatch(text):
        raise ValueError("not an id")
    return text


def run_row(run: SavedRun) -> dict[str, Any]:
    """Return a run as a row of the table `runs`."""
    checked(run.id)
    checked(run.workspace)
    return {column: getattr(run, name) for name, column in RUN_COLUMNS.items()} | {
        "deaths": 0
    }


def to_run(row: Mapping[Any, Any]) -> SavedRun:
    """Return a run from its row of the table `runs`, with the `bytes` that it takes."""
    return SavedRun(
        **{name: row[column] for name, column in RUN_COLUMNS.items()},
        bytes=int(row["bytes"]),
    )


def checkpoint_row(run_id: str, kept: Checkpoint) -> dict[str, Any]:
    """Return what is kept of a run as a row of the table `checkpoints`."""
    return {"run": run_id} | {
        field.name: getattr(kept, field.name) for field in fields(Checkpoint)
    }


def to_checkpoint(row: Mapping[Any, Any]) -> Checkpoint:
    """Return what is kept of a run from its row."""
    return Checkpoint(**{field.name: row[field.name] for field in fields(Checkpoint)})
