"""A visitor's work as one zip, to take along and to bring back.

The zip holds ``trazo.json``, which says what is there: the settings of the next run,
what is on the canvas, and for each run its settings as a link has them, the loss and
the accuracy of every batch, and what each epoch came to. Networks stand beside it as
``run-1.keras`` and ``run-1.tflite``, what was watched while one learned as
``run-1.watched.npz``, the visitor's own drawings as ``hand.npz``.
"""

import contextlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from core.archive import manifest
from core.archive.manifest import Entry
from core.datasets import own_drawings as hands
from core.datasets.own_drawings import LabelledDrawings
from core.errors import UploadTooBig, WorkUnreadable
from core.runs import snapshots_npz
from core.runs.records import Checkpoint, SavedRun
from core.settings import query_params
from core.settings.run import RunSettings

MANIFEST = "trazo.json"
HAND = "hand.npz"
# What Keras calls the part of its own file that says which layers there are.
KERAS_CONFIG = "config.json"
MOST_ENTRIES = 1000
# Thirty epochs of the smallest batches are 112 500 batches: 5 MB of text.
MANIFEST_BYTES = 64 * 2**20
CONFIG_BYTES = 2**20
# Of 5 million parameters, three numbers each.
NETWORK_BYTES = 64 * 2**20
# Of all that is unpacked: a zip of 264 MB at most holds no more that is ours, and one
# that is all zeros, or that names one file two hundred times, would fill the memory.
WHOLE_BYTES = 320 * 2**20


@dataclass(frozen=True, eq=False)
class Work:
    """What a visitor takes along.

    Attributes:
        runs: Those that are over, each with its curves.
        hand: The visitor's own drawings.
        settings: For the next run.
        strokes: What is on the canvas, as Fabric's JSON objects.
    """

    runs: tuple[tuple[SavedRun, Checkpoint | None], ...]
    hand: LabelledDrawings
    settings: RunSettings
    strokes: tuple[Any, ...] = ()


@dataclass(frozen=True, eq=False)
class UnpackedWork:
    """What a zip holds, checked but for the networks.

    Attributes:
        entries: Its runs.
        keras_files: Of the run at the same place: a file that nobody has looked into
            yet; None where it left no network.
        hand: The visitor's own drawings.
        settings: For the next run.
        strokes: What was on the canvas, as they were found.
    """

    entries: tuple[Entry, ...]
    keras_files: tuple[bytes | None, ...]
    hand: LabelledDrawings
    settings: RunSettings
    strokes: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class ImportedWork:
    """What was in a zip, or in a ``.keras`` file, safe to be kept.

    Attributes:
        runs: Each with its ``.keras`` and LiteRT files, made anew; None where it left
            no network.
        hand: The visitor's own drawings.
        settings: For the next run; None where nothing is said of them.
        strokes: What was on the canvas, as they were found.
    """

    runs: tuple[tuple[Entry, bytes | None, bytes | None], ...]
    hand: LabelledDrawings = field(default_factory=LabelledDrawings)
    settings: RunSettings | None = None
    strokes: tuple[Any, ...] = ()


def pack(work: Work, file: Callable[[str, str], bytes | None]) -> bytes:
    """Write a visitor's work as a zip that other programs can read.

    Args:
        work: All of it.
        file: Returns the file of a run, by its id and ``keras`` or ``litert``.
    """
    target = io.BytesIO()
    places = {run.id: place for place, (run, _) in enumerate(work.runs, 1)}
    entries: list[dict[str, Any]] = []
    # Networks are noise to a compressor: it would take seconds and save a tenth.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for run, past in work.runs:
            entry = manifest.write_manifest(run, past, places)
            for kind, ending in (("keras", "keras"), ("litert", "tflite")):
                content = file(run.id, kind)
                if content is not None:
                    entry[kind] = f"run-{places[run.id]}.{ending}"
                    archive.writestr(entry[kind], content)
            moments = () if past is None else past.moments
            if run.pins or moments:
                entry["watched"] = f"run-{places[run.id]}.watched.npz"
                content = snapshots_npz.to_npz(run.pins, moments)
                archive.writestr(entry["watched"], content)
            entries.append(entry)
        if len(work.hand):
            archive.writestr(HAND, hands.to_npz(work.hand))
        told = {
            "format": manifest.FORMAT,
            "settings": query_params.to_query(work.settings),
            "strokes": list(work.strokes),
            "runs": entries,
        }
        archive.writestr(MANIFEST, json.dumps(told, indent=1))
    return target.getvalue()


def unpack(file: bytes) -> UnpackedWork:
    """Read what `pack` wrote, or what somebody made to look like it.

    Raises:
        BundleUnreadable: It is none, is damaged, or says what cannot be.
        UploadTooBig: Something in it is bigger than anything that Trazo makes.
        UploadError: The drawings in it are none.
    """
    with _archive(file) as archive:
        found = manifest.read_manifest(_part(archive, MANIFEST, MANIFEST_BYTES))
        parts = _Parts(archive)
        keras_files = tuple(
            None if entry.keras is None else parts.read(entry.keras, NETWORK_BYTES)
            for entry in found.entries
        )
        entries = tuple(_with_watched(parts, entry) for entry in found.entries)
        hand = LabelledDrawings()
        if HAND in archive.namelist():
            hand = hands.from_file(parts.read(HAND, hands.UPLOAD_BYTES))
    return UnpackedWork(entries, keras_files, hand, found.settings, found.strokes)


class _Parts:
    """Reads the parts of a zip, no more than `WHOLE_BYTES` in all."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = WHOLE_BYTES

    def read(self, name: str, limit: int) -> bytes:
        """Return a part; errors as of `_part`."""
        content = _part(self._archive, name, min(limit, self._left))
        self.count(len(content))
        return content

    def count(self, size: int) -> None:
        """Note that something of it takes so many bytes."""
        self._left -= size
        if self._left < 0:
            raise UploadTooBig(WHOLE_BYTES - self._left, WHOLE_BYTES, "bytes")


def _with_watched(parts: _Parts, entry: Entry) -> Entry:
    """Return a run with what was watched while it learned."""
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


def is_keras_file(file: bytes) -> bool:
    """Say whether a zip is a ``.keras`` file alone.

    Raises:
        BundleUnreadable: It is no zip.
    """
    with _archive(file) as archive:
        names = set(archive.namelist())
    return KERAS_CONFIG in names and MANIFEST not in names


def keras_part(keras_file: bytes, name: str, limit: int) -> bytes:
    """Return a part of a ``.keras`` file.

    Args:
        keras_file: It may be anything.
        name: Of the part.
        limit: Bytes that it may have.

    Raises:
        BundleUnreadable: There is no such part, or it is damaged.
        UploadTooBig: It is bigger.
    """
    with _archive(keras_file) as archive:
        return _part(archive, name, limit)


@contextlib.contextmanager
def _archive(file: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(file))
    # A damaged directory has zipfile raise whatever it knows.
    except Exception as error:
        raise WorkUnreadable(str(error)) from error
    with archive:
        if len(archive.infolist()) > MOST_ENTRIES:
            raise WorkUnreadable(f"{len(archive.infolist())} files")
        yield archive


def _part(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Read a file in a zip, no further than its limit whatever its header says."""
    try:
        with archive.open(name) as part:
            content = part.read(limit + 1)
    # An unknown compression, a password, a wrong checksum: whatever zipfile knows.
    except Exception as error:
        raise WorkUnreadable(f"{name}: {error}") from error
    if len(content) > limit:
        raise UploadTooBig(len(content), limit, "bytes")
    return content
