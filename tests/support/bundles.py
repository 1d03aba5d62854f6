"""Builds zips of finished runs."""

from dataclasses import replace
from typing import Any

import numpy as np

from core.archive import work_zip
from core.archive.work_zip import Work
from core.datasets.own_drawings import LabelledDrawings
from core.runs.progress import Ending
from core.runs.records import SavedRun
from core.settings.network import NetworkSpec
from core.settings.run import RunSettings
from tests.support.saved_runs import checkpoint, saved

SETTINGS = RunSettings(epochs=3, network=NetworkSpec(dense=(64,)))
HAND = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 4)
STROKES = ({"path": [["M", 1, 2], ["L", 3, 4]], "strokeWidth": 20},)


def done(**changes: Any) -> SavedRun:
    """Return a finished run."""
    over = replace(
        saved(),
        name="mine",
        stage="done",
        ending=Ending.FINISHED,
        accuracy=0.91,
        loss=0.3,
    )
    return replace(over, **changes)


def packed(*runs: SavedRun) -> bytes:
    """Return a zip of runs with curves of two epochs each."""
    work = Work(tuple((run, checkpoint(2)) for run in runs), HAND, SETTINGS, STROKES)
    return work_zip.pack(work, lambda run_id, kind: f"{run_id} {kind}".encode())
