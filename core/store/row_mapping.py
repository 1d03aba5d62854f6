"""Runs and checkpoints as rows of the store's tables, and back."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.datasets import loader
from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, EpochResult
from core.runs.records import Checkpoint, SavedRun
from core.settings import query_params
from core.store import array_columns

ID = re.compile(r"[0-9a-f]{32}")


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
    return {
        "id": checked(run.id),
        "workspace": checked(run.workspace),
        "name": run.name,
        "settings": query_params.to_query(run.settings),
        "source": run.source.value,
        "goal": run.goal,
        "made_at": run.made_at,
        "continues": run.continues,
        "lesson": run.lesson,
        "pins": array_columns.pins(run.pins),
        "stage": run.stage,
        "ending": None if run.ending is None else run.ending.value,
        "accuracy": run.accuracy,
        "loss": run.loss,
        "outcome": None if run.outcome is None else asdict(run.outcome),
        "error": run.error,
        "error_data": run.error_data,
        "attempts": run.attempts,
        "deaths": 0,
        "seen_at": run.seen_at,
    }


def to_run(row: Mapping[Any, Any]) -> SavedRun:
    """Return a run from its row of the table `runs`, with the `bytes` that it takes."""
    settings, _ = query_params.from_query(row["settings"])
    outcome = row["outcome"]
    return SavedRun(
        id=row["id"],
        workspace=row["workspace"],
        name=row["name"],
        settings=settings,
        source=loader.Source(row["source"]),
        goal=row["goal"],
        made_at=row["made_at"],
        continues=row["continues"],
        lesson=row["lesson"],
        pins=array_columns.to_pins(row["pins"]),
        stage=row["stage"],
        ending=None if row["ending"] is None else Ending(row["ending"]),
        accuracy=row["accuracy"],
        loss=row["loss"],
        outcome=outcome
        and Outcome(Score(**outcome["before"]), Score(**outcome["after"])),
        error=row["error"],
        error_data=row["error_data"],
        attempts=row["attempts"],
        seen_at=row["seen_at"],
        bytes=int(row["bytes"]),
    )


def checkpoint_row(run_id: str, kept: Checkpoint) -> dict[str, Any]:
    """Return what is kept of a run as a row of the table `checkpoints`."""
    return {
        "run": run_id,
        "epochs_done": kept.epochs_done,
        "losses": array_columns.numbers(kept.losses),
        "accuracies": array_columns.numbers(kept.accuracies),
        "results": [asdict(result) for result in kept.results],
        "moments": array_columns.moments(kept.moments),
        "keras_file": kept.keras_file,
    }


def to_checkpoint(row: Mapping[Any, Any]) -> Checkpoint:
    """Return what is kept of a run from its row."""
    return Checkpoint(
        row["epochs_done"],
        array_columns.to_numbers(row["losses"]),
        array_columns.to_numbers(row["accuracies"]),
        tuple(EpochResult(**result) for result in row["results"]),
        array_columns.to_moments(row["moments"]),
        row["keras_file"],
    )
