"""What is in the files of visitors, opened by the limited process."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.archive import manifest
from core.archive.run_entries import Entry, to_settings
from core.datasets import own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.errors import UploadsBusy, UploadUnreadable, WorkUnreadable
from core.lessons.answers import Answers
from core.preprocessing.image_files import UPLOAD_BYTES, WORKING_SIDE, check_size
from core.runs import snapshots_npz
from core.sandbox.client import Sandbox
from core.sandbox.frames import Frame
from core.sandbox.limits import FileKind
from core.settings.run import RunSettings

Arrays = dict[str, NDArray[Any]]
# One for the process: two large files at a time would take twice the memory.
shared = Sandbox(stays_warm=True)


def open_picture(file: bytes | Path, sandbox: Sandbox = shared) -> NDArray[np.uint8]:
    """Decode an uploaded picture.

    Args:
        file: Bytes of a PNG or JPEG file, or where it is; not trusted.
        sandbox: Has it opened.

    Returns:
        RGBA, (height, width, 4) uint8, upright, longest side at most 600 pixels.

    Raises:
        UploadError: It is no such picture, or takes too much to open.
    """
    check_size(_size(file), UPLOAD_BYTES)
    picture = _only(sandbox, FileKind.PICTURE, file).arrays.get("picture")
    if (
        picture is None
        or picture.dtype != np.uint8
        or picture.ndim != 3
        or picture.shape[2] != 4
        or max(picture.shape) > WORKING_SIDE
        or not picture.size
    ):
        raise UploadUnreadable("an answer of another form")
    return picture


def open_drawings(file: bytes | Path, sandbox: Sandbox = shared) -> LabelledDrawings:
    """Read drawings from an uploaded file.

    Args:
        file: Bytes of a CSV or ``.npz`` file, or where it is; not trusted.
        sandbox: Has it opened.

    Raises:
        UploadError: There are none, or they take too much to read.
    """
    check_size(_size(file), own_drawings.UPLOAD_BYTES)
    return _drawings(_only(sandbox, FileKind.DRAWINGS, file))


def _size(file: bytes | Path) -> int:
    if isinstance(file, bytes):
        return len(file)
    try:
        return file.stat().st_size
    except OSError as error:
        raise UploadsBusy("removed meanwhile") from error


def _only(sandbox: Sandbox, kind: FileKind, file: bytes | Path) -> Frame:
    with closing(sandbox.answers(kind, file)) as answers:
        return next(answers, Frame({}))


def _drawings(frame: Frame) -> LabelledDrawings:
    nothing = np.empty(0, np.uint8)
    return own_drawings.from_arrays(
        frame.arrays.get("images", nothing), frame.arrays.get("labels", nothing)
    )


@dataclass(frozen=True, eq=False)
class NetworkAlone:
    """An uploaded ``.keras`` file.

    Attributes:
        settings: Settings that the network was made with; None if no sliders make it.
    """

    settings: RunSettings | None


@dataclass(frozen=True, eq=False)
class WorkInZip:
    """An uploaded zip, without its networks.

    Attributes:
        entries: The runs.
        own_drawings: The visitor's own drawings.
        settings: Settings of the next run.
        strokes: Strokes on the canvas, not validated.
        answers: The visitor's answers.
        left: How many older runs of the file are not among `entries`.
    """

    entries: tuple[Entry, ...]
    own_drawings: LabelledDrawings
    settings: RunSettings
    strokes: tuple[Any, ...]
    answers: Answers
    left: int = 0


@dataclass(frozen=True, eq=False)
class Weights:
    """The numbers of an uploaded network.

    Attributes:
        arrays: Arrays by their names in the file; they are finite.
        groups: Names of the groups in the file.
    """

    arrays: Arrays
    groups: tuple[str, ...]


@contextmanager
def opened_work(
    file: bytes | Path, sandbox: Sandbox = shared
) -> Iterator[tuple[NetworkAlone | WorkInZip, Iterator[Weights]]]:
    """Open a zip of work, or a ``.keras`` file.

    Args:
        file: Its bytes, or where it is; not trusted.
        sandbox: Has it opened.

    Yields:
        What it is, and the numbers of each network in it, in the order of the runs that
        have one; each is read when it is asked for.

    Raises:
        UploadError: It is neither, is damaged, or takes too much to open.
    """
    with closing(sandbox.answers(FileKind.WORK, file)) as answers:
        first = next(answers, Frame({}))
        match first.data:
            case {"network": None}:
                yield NetworkAlone(None), map(_weights, answers)
            case {"network": dict(query)}:
                yield NetworkAlone(_settings(query)), map(_weights, answers)
            case {"work": data}:
                yield _zip(data, first), map(_weights, answers)
            case _:
                raise WorkUnreadable("an answer of another form")


def _settings(query: dict[str, str]) -> RunSettings:
    try:
        return to_settings(query)
    except (TypeError, ValueError) as error:
        raise WorkUnreadable(str(error)) from error


def _zip(data: Any, frame: Frame) -> WorkInZip:
    """Validate what a zip has; the process that read it is not trusted."""
    arrays = frame.arrays
    nothing = np.empty(0, np.float32)
    count = sum(name.endswith("/losses") for name in arrays)
    curves = [
        (
            arrays.get(f"{number}/losses", nothing).astype(np.float32),
            arrays.get(f"{number}/accuracies", nothing).astype(np.float32),
        )
        for number in range(count)
    ]
    left = data.get("left", 0) if isinstance(data, dict) else None
    contents = manifest.to_manifest(data, curves, left)
    entries = tuple(
        _with_watched(entry, number, frame)
        for number, entry in enumerate(contents.entries)
    )
    own = LabelledDrawings()
    if len(arrays.get("labels", nothing)):
        own = _drawings(frame)
    return WorkInZip(
        entries,
        own,
        contents.settings,
        contents.strokes,
        contents.answers,
        contents.left,
    )


def _with_watched(entry: Entry, number: int, frame: Frame) -> Entry:
    if entry.watched is None:
        return entry
    try:
        found = [frame.arrays[f"{number}/{name}"] for name in snapshots_npz.NAMES]
    except KeyError as error:
        raise WorkUnreadable(str(error)) from error
    pins, moments = snapshots_npz.from_arrays(found)
    return replace(
        entry,
        run=replace(entry.run, pins=pins),
        past=replace(entry.past, moments=moments),
    )


def _weights(frame: Frame) -> Weights:
    groups = frame.data.get("groups")
    if not isinstance(groups, list) or not all(isinstance(g, str) for g in groups):
        raise WorkUnreadable("an answer of another form")
    if not all(np.isfinite(array).all() for array in frame.arrays.values()):
        raise WorkUnreadable("not finite")
    return Weights(dict(frame.arrays), tuple(groups))
