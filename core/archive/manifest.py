"""Writes ``trazo.json``, and parses and validates that of an uploaded zip."""

import json
import math
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeVar

from core import errors
from core.datasets import loader
from core.errors import TrazoError, WorkUnreadable
from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, EpochResult
from core.runs.records import DONE, FAILED, Checkpoint, SavedRun
from core.settings import query_params
from core.settings.run import RunSettings

FORMAT = 1
MOST_LETTERS = 40
MOST_RUNS = 200
# Most batches of a run, including the runs that it continues; thirty epochs with the
# smallest batches have 112 500.
MOST_BATCHES = 1_000_000
MOST_EPOCHS = 1000
MOST_STROKES = 500

Value = TypeVar("Value")


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


@dataclass(frozen=True, eq=False)
class Manifest:
    """The contents of ``trazo.json``.

    Attributes:
        entries: The runs.
        settings: Settings of the next run.
        strokes: Strokes on the canvas, not validated.
    """

    entries: tuple[Entry, ...]
    settings: RunSettings
    strokes: tuple[Any, ...]


def write_manifest(
    run: SavedRun, past: Checkpoint | None, numbers: Mapping[str, int]
) -> dict[str, Any]:
    """Return a run's entry of ``trazo.json``.

    Args:
        run: A finished run.
        past: The run's curves; None if they were not saved.
        numbers: Number of each run in the zip, from 1, by the run's id.
    """
    return {
        "name": run.name,
        "settings": query_params.to_query(run.settings),
        "source": run.source.value,
        "goal": run.goal,
        "made_at": run.made_at,
        "continues": numbers.get(run.continues or ""),
        "lesson": run.lesson,
        "ending": None if run.ending is None else run.ending.value,
        "error": run.error,
        "accuracy": run.accuracy,
        "loss": run.loss,
        "outcome": None if run.outcome is None else asdict(run.outcome),
        "losses": [] if past is None else list(past.losses),
        "accuracies": [] if past is None else list(past.accuracies),
        "epochs": [] if past is None else [asdict(epoch) for epoch in past.results],
    }


def manifest_of_network(
    settings: RunSettings,
    source: loader.Source,
    accuracy: float,
    loss: float,
    *,
    taught: bool,
) -> Entry:
    """Return an entry for an uploaded network whose run is unknown.

    Args:
        settings: Settings that the network was made with.
        source: Data set that the network was tested on.
        accuracy: Share of the test images that it reads correctly, 0 to 1.
        loss: Loss on the test images.
        taught: Whether it is the result of fine-tuning.
    """
    run = SavedRun(
        id=uuid.uuid4().hex,
        workspace="",
        settings=settings,
        source=source,
        goal=settings.epochs,
        made_at=time.time(),
        lesson=taught,
        stage=DONE,
        ending=Ending.FINISHED,
        accuracy=accuracy,
        loss=loss,
        attempts=1,
        seen_at=time.time(),
    )
    return Entry(run, Checkpoint(0, (), (), (), (), b""), None)


def read_manifest(text: bytes) -> Manifest:
    """Parse and validate ``trazo.json``.

    Args:
        text: UTF-8 JSON from an uploaded file, not trusted.

    Raises:
        WorkUnreadable: The text is not JSON, or has values that Trazo never writes.
    """
    try:
        data = json.loads(text, parse_constant=_refuse)
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
        listed = data["runs"]
        if not isinstance(listed, list) or len(listed) > MOST_RUNS:
            raise ValueError("runs")
        entries = [_entry(entry) for entry in listed]
        ids = {number: entry.run.id for number, entry in enumerate(entries, 1)}
        strokes = data.get("strokes", [])
        if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
            raise ValueError("strokes")
        return Manifest(
            tuple(
                replace(
                    entry,
                    run=replace(
                        entry.run, continues=_continued(run.get("continues"), ids)
                    ),
                )
                for entry, run in zip(entries, listed, strict=True)
            ),
            _settings(data.get("settings", {})),
            tuple(strokes),
        )
    except (
        AttributeError,
        KeyError,
        OverflowError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise WorkUnreadable(f"{type(error).__name__}: {error}") from error


def _entry(data: Mapping[str, Any]) -> Entry:
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
    results = tuple(_result(result) for result in data["epochs"])
    if [result.epoch for result in results] != list(range(1, len(results) + 1)):
        raise ValueError("epochs")
    losses, accuracies = _numbers(data["losses"]), _numbers(data["accuracies"])
    if len(losses) != len(accuracies):
        raise ValueError("losses and accuracies")
    has_network = keras is not None
    settings, source = _settings(data["settings"]), loader.Source(data["source"])
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
        lesson=bool(data["lesson"]),
        stage=FAILED if ending is None else DONE,
        ending=ending,
        accuracy=_number(data["accuracy"]) if has_network else None,
        loss=_number(data["loss"]) if has_network else None,
        outcome=_outcome(data.get("outcome")),
        error=error,
        attempts=1,
        seen_at=time.time(),
    )
    past = Checkpoint(len(results), losses, accuracies, results, (), b"")
    return Entry(run, past, keras, watched)


def _settings(query: Mapping[str, str]) -> RunSettings:
    if not all(isinstance(value, str) for value in query.values()):
        raise TypeError("settings")
    chosen, refusals = query_params.from_query(query)
    if refusals:
        raise ValueError(str(refusals[0]))
    return chosen


def _name(value: str) -> str:
    return tidy_name(value) if isinstance(value, str) else ""


def tidy_name(name: str) -> str:
    """Return a run's name without line breaks and control characters, shortened."""
    shown = "".join(letter for letter in name if letter.isprintable() or letter == " ")
    return " ".join(shown.split())[:MOST_LETTERS]


def _outcome(data: Mapping[str, Any] | None) -> Outcome | None:
    if data is None:
        return None
    return Outcome(_build(Score, data["before"]), _build(Score, data["after"]))


def _result(data: Mapping[str, Any]) -> EpochResult:
    return replace(_build(EpochResult, data), epoch=_whole(data["epoch"], MOST_EPOCHS))


def _build(kind: Callable[..., Value], data: Mapping[str, Any]) -> Value:
    """Return a dataclass whose fields are all numbers."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # its callers'
    return kind(**{name: _number(data[name]) for name in names})


def _numbers(values: list[Any]) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) > MOST_BATCHES:
        raise ValueError("numbers")
    return tuple(_number(number) for number in values)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a number")
    if not math.isfinite(value):
        raise ValueError("a number")
    return float(value)


def _whole(value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ValueError("a whole number")
    return value


def _continued(number: object, ids: Mapping[int, str]) -> str | None:
    return ids.get(number) if isinstance(number, int) else None


def _is_error(name: object) -> bool:
    kind = getattr(errors, name, None) if isinstance(name, str) else None
    return isinstance(kind, type) and issubclass(kind, TrazoError)


def _refuse(constant: str) -> float:
    raise ValueError(constant)
