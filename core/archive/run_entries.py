"""A run in an uploaded zip: its description, validated value by value."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import errors
from core.datasets import loader
from core.errors import TrazoError, UploadTooBig
from core.runs import fine_tuning, tasks
from core.runs.class_data import Use
from core.runs.fine_tuning import Outcome
from core.runs.progress import Ending, EpochResult
from core.runs.records import DONE, FAILED, Checkpoint, SavedRun
from core.settings import query_params
from core.settings.run import RunSettings

Numbers = NDArray[np.float32]
MOST_LETTERS = 40
MOST_EPOCHS = 1000
MOST_SECONDS = 1e6
# The mean of a batch is computed from the means before it, in float32.
MOST_ACCURACY = 1.001
FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class Entry:
    """A run in a zip.

    Attributes:
        run: The run, with a new id and no workspace yet.
        past: The run's curves, without a model.
        keras: Name of the network's file in the zip; None if there is no network.
        watched: Name of the snapshots' file in the zip; None if there are none.
    """

    run: SavedRun
    past: Checkpoint
    keras: str | None
    watched: str | None = None


def to_entry(data: Mapping[str, Any], losses: Numbers, accuracies: Numbers) -> Entry:
    """Return a run from its description.

    Args:
        data: JSON from an uploaded file, not trusted.
        losses: Of each batch, (n,) float32, not trusted.
        accuracies: Of each batch, (n,) float32, not trusted.

    Raises:
        UploadTooBig: The curves are longer than any of such a run.
        Exception: There are values that Trazo never writes; ``ValueError`` and others.
    """
    ending = None if data["ending"] is None else Ending(data["ending"])
    error = data.get("error")
    if error is not None and not _is_error(error):
        raise ValueError("error")
    keras = data.get("keras")
    watched = data.get("watched")
    if not isinstance(keras, str | None) or not isinstance(watched, str | None):
        raise TypeError("files")
    if (ending is None) == (error is None):
        raise ValueError("ending")
    has_network = keras is not None
    settings, source = to_settings(data["settings"]), loader.Source(data["source"])
    if source.dataset is not settings.dataset:
        raise ValueError("source")
    run = SavedRun(
        id=uuid.uuid4().hex,
        workspace="",
        name=_name(data["name"]),
        settings=settings,
        source=source,
        goal=_whole(data["goal"], MOST_EPOCHS),
        made_at=min(_number(data["made_at"]), time.time()),
        is_fine_tuning=bool(data["lesson"]),
        class_use=_class_use(data.get("class_use")),
        stage=FAILED if ending is None else DONE,
        ending=ending,
        accuracy=_share(data["accuracy"]) if has_network else None,
        loss=_number(data["loss"]) if has_network else None,
        outcome=_outcome(data.get("outcome")),
        error=error,
        attempts=1,
        seen_at=time.time(),
    )
    return Entry(run, _past(data, run, losses, accuracies), keras, watched)


def _past(
    data: Mapping[str, Any], run: SavedRun, losses: Numbers, accuracies: Numbers
) -> Checkpoint:
    """Return a run's curves, checked against what such a run can have."""
    if not isinstance(data["epochs"], list) or len(data["epochs"]) > MOST_EPOCHS:
        raise ValueError("epochs")
    results = tuple(_result(result) for result in data["epochs"])
    if [result.epoch for result in results] != list(range(1, len(results) + 1)):
        raise ValueError("epochs")
    if losses.ndim != 1 or losses.shape != accuracies.shape:
        raise ValueError("losses and accuracies")
    if not (np.isfinite(losses).all() and np.isfinite(accuracies).all()):
        raise ValueError("a number")
    if np.any((accuracies < 0) | (accuracies > MOST_ACCURACY)):
        raise ValueError("an accuracy")
    # A continued run counts the epochs of those before it among its own.
    most = max(
        tasks.batches_per_epoch(run.settings, run.source, run.class_use),
        fine_tuning.batches_per_epoch(run.source),
    )
    check_count(len(losses), max(run.goal, len(results)) * most, "batches")
    return Checkpoint.empty(losses, accuracies, results)


def to_settings(query: Mapping[str, str]) -> RunSettings:
    """Return settings from query parameters that a stranger wrote.

    Raises:
        Exception: They are none.
    """
    if not all(isinstance(value, str) for value in query.values()):
        raise TypeError("settings")
    chosen, refusals = query_params.from_query(query)
    if refusals:
        raise ValueError(str(refusals[0]))
    return chosen


def _class_use(value: Any) -> Use | None:
    return None if value is None else Use(value)


def _name(value: str) -> str:
    return tidy_name(value) if isinstance(value, str) else ""


def tidy_name(name: str) -> str:
    """Return a run's name without line breaks and control characters, shortened."""
    shown = "".join(letter for letter in name if letter.isprintable() or letter == " ")
    return " ".join(shown.split())[:MOST_LETTERS]


def _outcome(data: Mapping[str, Any] | None) -> Outcome | None:
    if data is None:
        return None
    return Outcome.from_record(data, _share)


def _result(data: Mapping[str, Any]) -> EpochResult:
    return EpochResult(
        epoch=_whole(data["epoch"], MOST_EPOCHS),
        loss=_number(data["loss"]),
        accuracy=_share(data["accuracy"]),
        val_loss=_number(data["val_loss"]),
        val_accuracy=_share(data["val_accuracy"]),
        seconds=_number(data["seconds"], 0, MOST_SECONDS),
    )


def to_numbers(values: list[Any]) -> Numbers:
    """Return the numbers of a curve, (n,) float32.

    Raises:
        Exception: There is something else among them.
    """
    if not isinstance(values, list):
        raise TypeError("numbers")
    return np.array([_number(number) for number in values], np.float32)


def _share(value: object) -> float:
    return min(_number(value, 0, MOST_ACCURACY), 1.0)


def _number(
    value: object, least: float = -FLOAT32_MAX, most: float = FLOAT32_MAX
) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a number")
    if not least <= value <= most:
        raise ValueError("a number")
    return float(value)


def _whole(value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ValueError("a whole number")
    return value


def _is_error(name: object) -> bool:
    kind = getattr(errors, name, None) if isinstance(name, str) else None
    return isinstance(kind, type) and issubclass(kind, TrazoError)


def check_count(number: int, limit: int, unit: str) -> None:
    """Check a number of things against a limit.

    Raises:
        UploadTooBig: It is over the limit.
    """
    if number > limit:
        raise UploadTooBig(number, limit, unit)
