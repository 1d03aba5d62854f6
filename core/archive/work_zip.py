"""Writes a visitor's work as one zip, and reads it back.

The zip contains ``trazo.json``, with the settings of the next run, the strokes on the
canvas, the answers to questions and, for each run, its settings as query parameters,
the loss and accuracy of every batch, and the result of each epoch. It also contains
each run's network as ``run-1.keras`` and ``run-1.tflite``, its snapshots as
``run-1.watched.npz``, and the visitor's own drawings as ``hand.npz``.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.archive import manifest, zip_files
from core.archive.manifest import Manifest
from core.archive.run_entries import Entry
from core.datasets.own_drawings import (
    UPLOAD_BYTES,
    LabelledDrawings,
    from_file,
    to_npz,
)
from core.errors import UploadTooBig
from core.lessons.answers import Answers
from core.runs import snapshots_npz
from core.runs.records import Checkpoint, SavedRun
from core.settings import query_params
from core.settings.run import RunSettings

MANIFEST = "trazo.json"
OWN_DRAWINGS = "hand.npz"
# Entry of a ``.keras`` file that describes the layers.
KERAS_CONFIG = "config.json"
# Entry of a ``.keras`` file that has its numbers.
WEIGHTS = "model.weights.h5"
# Where the Finder puts its own files.
MAC_FOLDER = "__MACOSX/"
# Thirty epochs with the smallest batches have 112 500 batches: 3 MB of text, and 5 MB
# in earlier versions.
MANIFEST_BYTES = 16 * 2**20
CONFIG_BYTES = 2**20
# Limit for a network of 5 million parameters, with three numbers for each.
NETWORK_BYTES = 64 * 2**20
# Limit for everything that is unpacked: a zip of zeros would fill the memory.
WHOLE_BYTES = 320 * 2**20


ImportedRun = tuple[Entry, bytes | Path | None, bytes | Path | None]


@dataclass(frozen=True, eq=False)
class Work:
    """A visitor's work, to be written as a zip.

    Attributes:
        runs: Finished runs, each with its curves.
        own_drawings: The visitor's own drawings.
        settings: Settings of the next run.
        strokes: Strokes on the canvas, as Fabric's JSON objects.
        answers: What the visitor has answered.
    """

    runs: tuple[tuple[SavedRun, Checkpoint | None], ...]
    own_drawings: LabelledDrawings
    settings: RunSettings
    strokes: tuple[Any, ...] = ()
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class UnpackedWork:
    """The contents of a zip; everything but the networks has been validated.

    Attributes:
        entries: The runs.
        keras_files: ``.keras`` file of each run, not validated yet; None if the run has
            no network.
        own_drawings: The visitor's own drawings.
        settings: Settings of the next run.
        strokes: Strokes on the canvas, not validated.
        answers: The visitor's answers.
        left: How many older runs of the file are not among `entries`.
    """

    entries: tuple[Entry, ...]
    keras_files: tuple[bytes | None, ...]
    own_drawings: LabelledDrawings
    settings: RunSettings
    strokes: tuple[Any, ...]
    answers: Answers = field(default_factory=dict)
    left: int = 0


@dataclass(frozen=True, eq=False)
class OpenedWork:
    """The contents of a zip that is still open; its networks have not been read.

    Attributes:
        contents: What ``trazo.json`` says.
        entries: The runs, with their tracked digits and snapshots.
        own_drawings: The visitor's own drawings.
        network: Returns the ``.keras`` file of a run, given its name in the zip.
    """

    contents: Manifest
    entries: tuple[Entry, ...]
    own_drawings: LabelledDrawings
    network: Callable[[str], bytes]


@dataclass(frozen=True, eq=False)
class ImportedWork:
    """The validated contents of a zip or of a ``.keras`` file, safe to store.

    Attributes:
        runs: The runs, each with a rebuilt ``.keras`` and LiteRT file: its bytes, or
            where it is; None if the run has no network.
        own_drawings: The visitor's own drawings.
        settings: Settings of the next run; None if the file has none.
        strokes: Strokes on the canvas, not validated.
        answers: The visitor's answers.
        left: How many older runs of the file were not taken.
    """

    runs: tuple[ImportedRun, ...]
    own_drawings: LabelledDrawings = field(default_factory=LabelledDrawings)
    settings: RunSettings | None = None
    strokes: tuple[Any, ...] = ()
    answers: Answers = field(default_factory=dict)
    left: int = 0


def pack(work: Work, file: Callable[[str, str], bytes | None]) -> bytes:
    """Write a visitor's work as a zip that other programs can read.

    Args:
        work: The visitor's work.
        file: Returns a file of a run, given the run's id and ``keras`` or ``litert``;
            None if there is no such file.
    """
    target = io.BytesIO()
    numbers = {run.id: number for number, (run, _) in enumerate(work.runs, 1)}
    entries: list[dict[str, Any]] = []
    # Stored: to compress networks would take seconds and save only a tenth.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for run, past in work.runs:
            entry = manifest.write_manifest(run, past, numbers)
            for kind, ending in (("keras", "keras"), ("litert", "tflite")):
                content = file(run.id, kind)
                if content is not None:
                    entry[kind] = f"run-{numbers[run.id]}.{ending}"
                    archive.writestr(entry[kind], content)
            moments = () if past is None else past.moments
            if run.pins or moments:
                entry["watched"] = f"run-{numbers[run.id]}.watched.npz"
                content = snapshots_npz.to_npz(run.pins, moments)
                archive.writestr(entry["watched"], content)
            entries.append(entry)
        if len(work.own_drawings):
            archive.writestr(OWN_DRAWINGS, to_npz(work.own_drawings))
        description = {
            "format": manifest.FORMAT,
            "settings": query_params.to_query(work.settings),
            "strokes": list(work.strokes),
            "answers": dict(work.answers),
            "runs": entries,
        }
        archive.writestr(MANIFEST, json.dumps(description))
    return target.getvalue()


def unpack(file: bytes) -> UnpackedWork:
    """Read and validate a zip of a visitor's work, except for the networks.

    Args:
        file: Bytes of an uploaded file, not trusted.

    Raises:
        WorkUnreadable: The file is not such a zip, is damaged, or has invalid values.
        UploadTooBig: A part is larger than any that Trazo writes.
        UploadError: The drawings in the zip cannot be read.
    """
    with zip_files.opened(io.BytesIO(file)) as archive:
        work = read(archive)
        keras_files = tuple(
            None if entry.keras is None else work.network(entry.keras)
            for entry in work.entries
        )
    contents = work.contents
    return UnpackedWork(
        work.entries,
        keras_files,
        work.own_drawings,
        contents.settings,
        contents.strokes,
        contents.answers,
        contents.left,
    )


def read(archive: zipfile.ZipFile) -> OpenedWork:
    """Read a zip of a visitor's work, except for the networks.

    Args:
        archive: Open, not trusted.

    Raises:
        UploadError: See `unpack`.
    """
    folder = _folder(archive)
    contents = manifest.read_manifest(
        zip_files.part(archive, folder + MANIFEST, MANIFEST_BYTES)
    )
    parts = _Parts(archive, folder)
    entries = tuple(_with_watched(parts, entry) for entry in contents.entries)
    own_drawings = LabelledDrawings()
    if folder + OWN_DRAWINGS in archive.namelist():
        own_drawings = from_file(parts.read(OWN_DRAWINGS, UPLOAD_BYTES))
    return OpenedWork(
        contents, entries, own_drawings, lambda name: parts.read(name, NETWORK_BYTES)
    )


def _folder(archive: zipfile.ZipFile) -> str:
    """Return the folder of ``trazo.json``, with a slash; empty if there is none.

    Finder and Explorer put one around what they pack again.
    """
    found = [
        name.removesuffix(MANIFEST)
        for name in archive.namelist()
        if f"/{name}".endswith(f"/{MANIFEST}") and not name.startswith(MAC_FOLDER)
    ]
    return min(found, key=len, default="")


class _Parts:
    """Reads the parts of a zip, up to `WHOLE_BYTES` in total."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self._archive = archive
        self._folder = folder
        self._left = WHOLE_BYTES

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of a part; raises the errors of `part`."""
        content = zip_files.part(
            self._archive, self._folder + name, min(limit, self._left)
        )
        self.count(len(content))
        return content

    def count(self, size: int) -> None:
        """Subtract a number of unpacked bytes from those that are left."""
        self._left -= size
        if self._left < 0:
            raise UploadTooBig(WHOLE_BYTES - self._left, WHOLE_BYTES, "bytes")


def _with_watched(parts: _Parts, entry: Entry) -> Entry:
    """Return a run with its tracked digits and snapshots."""
    if entry.watched is None:
        return entry
    file = parts.read(entry.watched, snapshots_npz.UNPACKED_BYTES)
    pins, moments = snapshots_npz.from_npz(file)
    parts.count(sum(m.filters.nbytes + m.probabilities.nbytes for m in moments))
    return replace(
        entry,
        run=replace(entry.run, pins=pins),
        past=replace(entry.past, moments=moments),
    )


def holds_one_network(archive: zipfile.ZipFile) -> bool:
    """Return whether a zip is a single ``.keras`` file."""
    return KERAS_CONFIG in archive.namelist() and MANIFEST not in archive.namelist()


def keras_part(keras_file: bytes, name: str, limit: int) -> bytes:
    """Return a part of a ``.keras`` file.

    Args:
        keras_file: Bytes of an uploaded file, not trusted.
        name: Name of the part.
        limit: Most bytes that the part may have.

    Raises:
        WorkUnreadable: The part is missing or damaged.
        UploadTooBig: The part has more bytes than the limit.
    """
    with zip_files.opened(io.BytesIO(keras_file)) as archive:
        return zip_files.part(archive, name, limit)
