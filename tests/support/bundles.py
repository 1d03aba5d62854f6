"""Builds zips of finished runs."""

import io
import json
import zipfile
from collections.abc import Container, Sequence
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
OWN_DRAWINGS = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 4)
STROKES = ({"path": [["M", 1, 2], ["L", 3, 4]], "strokeWidth": 20},)
ANSWERS = {"guess_6": "top", "guess_6_since": "1000.5", "check_1-keras": "0"}


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
    work = Work(
        tuple((run, checkpoint(2)) for run in runs),
        OWN_DRAWINGS,
        SETTINGS,
        STROKES,
        ANSWERS,
    )
    return work_zip.pack(work, lambda run_id, kind: f"{run_id} {kind}".encode())


def with_entry(file: bytes, name: str, content: bytes | str) -> bytes:
    """Return a zip, or a ``.keras`` file, with one entry replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as before,
        zipfile.ZipFile(target, "w") as after,
    ):
        for entry in before.namelist():
            after.writestr(entry, content if entry == name else before.read(entry))
    return target.getvalue()


def with_described(file: bytes, **changes: object) -> bytes:
    """Return a zip of one run that is described in another way in the manifest."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        manifest = json.loads(archive.read(work_zip.MANIFEST))
    manifest["runs"][0] |= changes
    return with_entry(file, work_zip.MANIFEST, json.dumps(manifest))


def of_an_earlier_version(
    times: Sequence[float], without_network: Container[int] = (), batches: int = 4
) -> bytes:
    """Return a zip as Trazo wrote it before it split large ones into parts.

    Args:
        times: When each run was made, in the order of the file. Each continues the one
            before it in the file.
        without_network: Places of runs that failed.
        batches: Length of each curve.
    """
    with zipfile.ZipFile(io.BytesIO(packed(done()))) as archive:
        (run,) = json.loads(archive.read(work_zip.MANIFEST))["runs"]
    del run["watched"], run["litert"]
    curve = [0.1 + 0.2] * batches
    runs = []
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for place, made_at in enumerate(times):
            entry = run | {"made_at": made_at, "losses": curve, "accuracies": curve}
            entry |= {"continues": place or None, "keras": f"run-{place + 1}.keras"}
            if place in without_network:
                del entry["keras"]
                entry |= {"ending": None, "error": "Diverged"}
            else:
                archive.writestr(entry["keras"], f"network of {made_at}")
            runs.append(entry)
        contents = {"format": 1, "settings": {}, "strokes": [], "runs": runs}
        archive.writestr(work_zip.MANIFEST, json.dumps(contents))
    return target.getvalue()
