"""What the ``trazo.json`` of a visitor's zip says; nothing in it is believed unseen."""

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
# Of a run and all that it continues; thirty epochs of the smallest batches are 112 500.
MOST_BATCHES = 1_000_000
MOST_EPOCHS = 1000
MOST_STROKES = 500

Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Entry:
    """A run of a zip.

    Attributes:
        run: With an id of its own, and no workspace yet.
        past: Its curves; no model.
        keras: Name of its network in the zip; None where it left none.
        watched: Name of what was watched; None where nothing was.
    """

    run: SavedRun
    past: Checkpoint
    keras: str | None
    watched: str | None = None


@dataclass(frozen=True, eq=False)
class Manifest:
    """What a zip says of itself.

    Attributes:
        entries: Its runs.
        settings: For the next run.
        strokes: What was on the canvas, as they were found.
    """

    entries: tuple[Entry, ...]
    settings: RunSettings
    strokes: tuple[Any, ...]


def write_manifest(
    run: SavedRun, past: Checkpoint | None, places: Mapping[str, int]
) -> dict[str, Any]:
    """Return what `read` reads of a run.

    Args:
        run: It is over.
        past: Its curves.
        places: Of all the runs that are taken along, from 1, by their ids.
    """
    return {
        "name": run.name,
        "settings": query_params.to_query(run.settings),
        "source": run.source.value,
        "goal": run.goal,
        "made_at": run.made_at,
        "continues": places.get(run.continues or ""),
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
    """Return the run of a network of which nothing else is known.

    Args:
        settings: It was made with.
        source: The data that it was judged on.
        accuracy: Share of the test images that it reads right.
        loss: On the test images.
        taught: Whether it comes out of a lesson.
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
    """Read a ``trazo.json``.

    Raises:
        BundleUnreadable: It says what no `describe` says.
    """
    try:
        found = json.loads(text, parse_constant=_refuse)
        if found["format"] != FORMAT:
            raise ValueError(f"format {found['format']!r}")
        listed = found["runs"]
        if not isinstance(listed, list) or len(listed) > MOST_RUNS:
            raise ValueError("runs")
        entries = [_entry(entry) for entry in listed]
        places = {place: entry.run.id for place, entry in enumerate(entries, 1)}
        strokes = found.get("strokes", [])
        if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
            raise ValueError("strokes")
        return Manifest(
            tuple(
                replace(
                    entry,
                    run=replace(
                        entry.run, continues=_continued(said.get("continues"), places)
                    ),
                )
                for entry, said in zip(entries, listed, strict=True)
            ),
            _settings(found.get("settings", {})),
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


def _entry(said: Mapping[str, Any]) -> Entry:
    ending = None if said["ending"] is None else Ending(said["ending"])
    error = said.get("error")
    if error is not None and not _is_error(error):
        raise ValueError("error")
    keras = said.get("keras")
    watched = said.get("watched")
    if not isinstance(keras, str | None) or not isinstance(watched, str | None):
        raise TypeError("files")
    if (ending is None) == (error is None):
        raise ValueError("ending")
    results = tuple(_result(result) for result in said["epochs"])
    if [result.epoch for result in results] != list(range(1, len(results) + 1)):
        raise ValueError("epochs")
    losses, accuracies = _numbers(said["losses"]), _numbers(said["accuracies"])
    if len(losses) != len(accuracies):
        raise ValueError("losses and accuracies")
    has_network = keras is not None
    run = SavedRun(
        id=uuid.uuid4().hex,
        workspace="",
        name=_name(said["name"]),
        settings=_settings(said["settings"]),
        source=loader.Source(said["source"]),
        goal=_whole(said["goal"], MOST_EPOCHS),
        made_at=min(_number(said["made_at"]), time.time()),
        lesson=bool(said["lesson"]),
        stage=FAILED if ending is None else DONE,
        ending=ending,
        accuracy=_number(said["accuracy"]) if has_network else None,
        loss=_number(said["loss"]) if has_network else None,
        outcome=_outcome(said.get("outcome")),
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


def _name(said: str) -> str:
    return tidy_name(said) if isinstance(said, str) else ""


def tidy_name(said: str) -> str:
    """Return a run's name without what no name has: line breaks, control characters."""
    shown = "".join(letter for letter in said if letter.isprintable() or letter == " ")
    return " ".join(shown.split())[:MOST_LETTERS]


def _outcome(said: Mapping[str, Any] | None) -> Outcome | None:
    if said is None:
        return None
    return Outcome(_made(Score, said["before"]), _made(Score, said["after"]))


def _result(said: Mapping[str, Any]) -> EpochResult:
    return replace(_made(EpochResult, said), epoch=_whole(said["epoch"], MOST_EPOCHS))


def _made(kind: Callable[..., Value], said: Mapping[str, Any]) -> Value:
    """Return a dataclass of numbers."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # its callers'
    return kind(**{name: _number(said[name]) for name in names})


def _numbers(said: list[Any]) -> tuple[float, ...]:
    if not isinstance(said, list) or len(said) > MOST_BATCHES:
        raise ValueError("numbers")
    return tuple(_number(number) for number in said)


def _number(said: object) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise TypeError("a number")
    if not math.isfinite(said):
        raise ValueError("a number")
    return float(said)


def _whole(said: object, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not 1 <= said <= most:
        raise ValueError("a whole number")
    return said


def _continued(said: object, places: Mapping[int, str]) -> str | None:
    return places.get(said) if isinstance(said, int) else None


def _is_error(name: object) -> bool:
    kind = getattr(errors, name, None) if isinstance(name, str) else None
    return isinstance(kind, type) and issubclass(kind, TrazoError)


def _refuse(constant: str) -> float:
    raise ValueError(constant)
