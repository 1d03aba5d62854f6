"""Writes ``trazo.json``, and parses and validates that of an uploaded zip."""

import contextlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from core.archive.run_entries import (
    Entry,
    Numbers,
    check_count,
    to_entry,
    to_numbers,
    to_settings,
)
from core.datasets import loader
from core.errors import WorkUnreadable
from core.lessons.answers import Answers, to_answers
from core.runs.progress import Ending
from core.runs.records import DONE, Checkpoint, SavedRun
from core.settings import query_params
from core.settings.run import RunSettings

Name = TypeVar("Name")
FORMAT = 1
# Of all runs that are taken from a zip, those that left no network included.
MOST_RUNS = 50
# The worker rebuilds each network, which takes it seconds.
MOST_NETWORKS = 12
# Earlier versions wrote all runs into one zip.
MOST_LISTED = 1000
# Most batches of all runs in a zip; thirty epochs of one run with the smallest batches
# have 112 500.
MOST_BATCHES = 500_000
MOST_STROKES = 500
# What a description of a run has besides its curves.
DESCRIBED = (
    "name",
    "settings",
    "source",
    "goal",
    "made_at",
    "continues",
    "lesson",
    "ending",
    "error",
    "accuracy",
    "loss",
    "outcome",
    "epochs",
    "keras",
    "watched",
)


@dataclass(frozen=True, eq=False)
class Manifest:
    """The contents of ``trazo.json``.

    Attributes:
        entries: The runs.
        settings: Settings of the next run.
        strokes: Strokes on the canvas, not validated.
        answers: The visitor's answers to the questions of the lessons.
        described: What the file says of each run, without its curves.
        left: How many older runs of the file are not among `entries`.
    """

    entries: tuple[Entry, ...]
    settings: RunSettings
    strokes: tuple[Any, ...]
    answers: Answers = field(default_factory=dict)
    described: tuple[dict[str, Any], ...] = ()
    left: int = 0


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
        "lesson": run.is_fine_tuning,
        "class_use": None if run.class_use is None else run.class_use.value,
        "ending": None if run.ending is None else run.ending.value,
        "error": run.error,
        "accuracy": run.accuracy,
        "loss": run.loss,
        "outcome": None if run.outcome is None else run.outcome.to_record(),
        "losses": [] if past is None else _shortest(past.losses),
        "accuracies": [] if past is None else _shortest(past.accuracies),
        "epochs": [] if past is None else [asdict(epoch) for epoch in past.results],
    }


def _shortest(values: Numbers) -> list[float]:
    """Return float32 numbers as Python's, with no more decimals than they need."""
    return [float(str(value)) for value in values]


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
        is_fine_tuning=taught,
        stage=DONE,
        ending=Ending.FINISHED,
        accuracy=accuracy,
        loss=loss,
        attempts=1,
        seen_at=time.time(),
    )
    return Entry(run, Checkpoint.empty(), None)


def read_manifest(text: bytes) -> Manifest:
    """Parse and validate ``trazo.json``.

    Of more runs than are taken from one zip, the newest are taken.

    Args:
        text: UTF-8 JSON from an uploaded file, not trusted.

    Raises:
        WorkUnreadable: The text is not JSON, or has values that Trazo never writes.
        UploadTooBig: The curves are longer than any that Trazo writes.
    """
    with _refusing():
        data = json.loads(text, parse_constant=_refuse)
        listed = data["runs"]
        if not isinstance(listed, list) or len(listed) > MOST_LISTED:
            raise ValueError("runs")
        data["runs"] = newest = _newest(listed)
        curves = [(run["losses"], run["accuracies"]) for run in newest]
        check_count(sum(len(losses) for losses, _ in curves), MOST_BATCHES, "batches")
        numbers = [
            (to_numbers(losses), to_numbers(shares)) for losses, shares in curves
        ]
    return to_manifest(data, numbers, len(listed) - len(newest))


def _newest(listed: list[Any]) -> list[Any]:
    """Return the newest runs that are taken from one zip, in the order of the file."""
    taken: set[int] = set()
    networks = batches = 0
    places = sorted(range(len(listed)), key=lambda place: listed[place]["made_at"])
    for place in reversed(places):
        run = listed[place]
        more, longer = run.get("keras") is not None, len(run["losses"])
        fits = networks + more <= MOST_NETWORKS and batches + longer <= MOST_BATCHES
        # One that is too long by itself is refused with its own words.
        if len(taken) < MOST_RUNS and (fits or not taken):
            taken.add(place)
            networks, batches = networks + more, batches + longer
    newest = [listed[place] for place in sorted(taken)]
    numbers = {place + 1: number for number, place in enumerate(sorted(taken), 1)}
    return [
        run | {"continues": _continued(run.get("continues"), numbers)} for run in newest
    ]


def to_manifest(
    data: Any, curves: Sequence[tuple[Numbers, Numbers]], left: object = 0
) -> Manifest:
    """Validate the contents of ``trazo.json``.

    Args:
        data: The JSON, not trusted; the curves in it are not read.
        curves: Losses and accuracies of each run, (n,) float32 each, not trusted.
        left: How many older runs of the file are not in `data`, not trusted.

    Raises:
        WorkUnreadable: There are values that Trazo never writes.
        UploadTooBig: The curves are longer than any that Trazo writes.
    """
    with _refusing():
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
        listed = _runs(data)
        entries = [
            to_entry(run, *numbers) for run, numbers in zip(listed, curves, strict=True)
        ]
        _check_files(entries)
        check_count(
            sum(len(entry.past.losses) for entry in entries), MOST_BATCHES, "batches"
        )
        ids = {number: entry.run.id for number, entry in enumerate(entries, 1)}
        strokes = data.get("strokes", [])
        if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
            raise ValueError("strokes")
        if type(left) is not int or not 0 <= left <= MOST_LISTED:
            raise ValueError("left")
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
            to_settings(data.get("settings", {})),
            tuple(strokes),
            to_answers(data.get("answers", {})),
            tuple(
                {name: run[name] for name in DESCRIBED if name in run} for run in listed
            ),
            left,
        )


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """Turn any exception over values of another kind into `WorkUnreadable`."""
    try:
        yield
    except (
        AttributeError,
        KeyError,
        OverflowError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise WorkUnreadable(f"{type(error).__name__}: {error}") from error


def _runs(data: Any) -> list[Any]:
    listed = data["runs"]
    if not isinstance(listed, list) or len(listed) > MOST_RUNS:
        raise ValueError("runs")
    return listed


def _check_files(entries: Sequence[Entry]) -> None:
    """Check that a zip has not too many networks, and names no file twice."""
    networks = [entry.keras for entry in entries if entry.keras is not None]
    if len(networks) > MOST_NETWORKS:
        raise ValueError("networks")
    files = networks + [entry.watched for entry in entries if entry.watched is not None]
    if len(set(files)) < len(files):
        raise ValueError("a file that is named twice")


def _continued(number: object, ids: Mapping[int, Name]) -> Name | None:
    return ids.get(number) if isinstance(number, int) else None


def _refuse(constant: str) -> float:
    raise ValueError(constant)
