"""A visitor's own labelled drawings, as training data for fine-tuning."""

import codecs
import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import npz_files
from core.arrays.pixel_types import as_uint8
from core.errors import DrawingsUnreadable, TooManyDrawings, UploadError, UploadTooBig
from core.settings.network import CLASSES, SIDE

MOST_DRAWINGS = 1000
# A full set is 3.2 MB of text, and twice that in UTF-16.
UPLOAD_BYTES = 8 * 2**20
# Most bytes of the two unpacked arrays: integers of up to 8 bytes, and two headers.
UNPACKED_BYTES = 8 * MOST_DRAWINGS * (SIDE**2 + 1) + 4096
# A comma; in Spanish and many other languages Excel writes a semicolon, and a tabulator
# in what it calls Unicode text.
SEPARATORS = (",", ";", "\t")
ENCODINGS = ("utf-8-sig", "utf-16")
PIXELS = [f"pixel{index}" for index in range(SIDE**2)]
# With `ENOUGH` drawings, every fourth is for the test: accuracy on drawings that a
# network was trained on says little about what it has learned.
KEPT_ASIDE_EVERY = 4
ENOUGH = 12


def _no_images() -> NDArray[np.uint8]:
    return np.empty((0, SIDE, SIDE), np.uint8)


def _no_labels() -> NDArray[np.uint8]:
    return np.empty(0, np.uint8)


@dataclass(frozen=True, eq=False)
class LabelledDrawings:
    """Drawings with their labels.

    Attributes:
        images: Preprocessed drawings, (n, 28, 28) uint8, ink bright.
        labels: Digits that the visitor meant, (n,) uint8, 0 to 9.
    """

    images: NDArray[np.uint8] = field(default_factory=_no_images)
    labels: NDArray[np.uint8] = field(default_factory=_no_labels)

    def __len__(self) -> int:
        """Return the number of drawings."""
        return len(self.labels)

    def with_drawing(self, seen: NDArray[np.float32], label: int) -> "LabelledDrawings":
        """Return these drawings and one more; a drawing already there is relabelled.

        Args:
            seen: Preprocessed drawing, (28, 28) float32 in [0, 1].
            label: Digit that the visitor meant, 0 to 9.

        Raises:
            TooManyDrawings: The set already has `MOST_DRAWINGS`.
        """
        image = as_uint8(seen)
        others = (self.images != image).any(axis=(1, 2))
        rest = LabelledDrawings(self.images[others], self.labels[others])
        return rest.joined(LabelledDrawings(image[None], np.array([label], np.uint8)))

    def without(self, place: int) -> "LabelledDrawings":
        """Return these drawings without the one at an index."""
        return LabelledDrawings(
            np.delete(self.images, place, 0), np.delete(self.labels, place)
        )

    def joined(self, other: "LabelledDrawings") -> "LabelledDrawings":
        """Return the union of two sets of drawings.

        Raises:
            TooManyDrawings: Together they have more than `MOST_DRAWINGS`.
        """
        known = {
            (image.tobytes(), int(label))
            for image, label in zip(self.images, self.labels, strict=True)
        }
        new = [
            index
            for index in range(len(other))
            if (other.images[index].tobytes(), int(other.labels[index])) not in known
        ]
        if len(self) + len(new) > MOST_DRAWINGS:
            raise TooManyDrawings(len(self) + len(new), MOST_DRAWINGS)
        return LabelledDrawings(
            np.concatenate([self.images, other.images[new]]),
            np.concatenate([self.labels, other.labels[new]]),
        )

    def joined_newest(self, other: "LabelledDrawings") -> "LabelledDrawings":
        """Return the union, with the newest of the others that there is room for."""
        new = other.difference(self)
        first = max(0, len(self) + len(new) - MOST_DRAWINGS)
        return self.joined(LabelledDrawings(new.images[first:], new.labels[first:]))

    def difference(self, other: "LabelledDrawings") -> "LabelledDrawings":
        """Return these drawings without those that another set has too."""
        known = set(other.digests())
        places = [
            index for index, each in enumerate(self.digests()) if each not in known
        ]
        return LabelledDrawings(self.images[places], self.labels[places])

    def digests(self) -> tuple[str, ...]:
        """Return a digest of each drawing with its label, 64 hex digits."""
        return tuple(
            hashlib.sha256(image.tobytes() + bytes([label])).hexdigest()
            for image, label in zip(self.images, self.labels, strict=True)
        )

    def split(self) -> tuple["LabelledDrawings", "LabelledDrawings"]:
        """Split the drawings into a training set and a test set.

        With fewer than `ENOUGH` drawings, each set holds all of them.
        """
        if len(self) < ENOUGH:
            return self, self
        is_test = np.arange(len(self)) % KEPT_ASIDE_EVERY == KEPT_ASIDE_EVERY - 1
        return (
            LabelledDrawings(self.images[~is_test], self.labels[~is_test]),
            LabelledDrawings(self.images[is_test], self.labels[is_test]),
        )


def to_csv(drawings: LabelledDrawings) -> bytes:
    """Write drawings as CSV in the format of Kaggle's Digit Recognizer.

    The columns are label and pixel0 to pixel783.
    """
    rows = np.column_stack(
        [drawings.labels, drawings.images.reshape(len(drawings), SIDE**2)]
    )
    text = io.StringIO()
    np.savetxt(
        text,
        rows,
        fmt="%d",
        delimiter=",",
        header=",".join(["label", *PIXELS]),
        comments="",
    )
    return text.getvalue().encode()


def to_npz(drawings: LabelledDrawings) -> bytes:
    """Write drawings as NumPy's ``.npz``, with arrays `images` and `labels`."""
    file = io.BytesIO()
    np.savez_compressed(file, images=drawings.images, labels=drawings.labels)
    return file.getvalue()


def from_file(file: bytes) -> LabelledDrawings:
    """Read drawings from a file that `to_csv` or `to_npz` wrote.

    Args:
        file: Bytes of an uploaded file, not trusted.

    Raises:
        UploadTooBig: The file has more than `UPLOAD_BYTES`.
        DrawingsUnreadable: The file has another format, or values that are not pixels
            or labels.
        TooManyDrawings: The file has more than `MOST_DRAWINGS`.
    """
    if len(file) > UPLOAD_BYTES:
        raise UploadTooBig(len(file), UPLOAD_BYTES, "bytes")
    try:
        images, labels = _from_npz(file) if file[:2] == b"PK" else _from_csv(file)
    except (UploadError, MemoryError):
        raise
    # zipfile, zlib, lzma and NumPy raise many types of exceptions on damaged files.
    except Exception as error:
        raise DrawingsUnreadable(str(error)) from error
    own = from_arrays(images, labels)
    if not len(own):
        raise DrawingsUnreadable("no drawing")
    return own


def from_arrays(images: NDArray[Any], labels: NDArray[Any]) -> LabelledDrawings:
    """Return drawings from arrays that a stranger made.

    Args:
        images: (n, 28, 28), integers from 0 to 255.
        labels: (n,), integers from 0 to 9.

    Raises:
        DrawingsUnreadable: They have another shape, or values that are not pixels or
            labels.
        TooManyDrawings: They are more than `MOST_DRAWINGS`.
    """
    if images.shape[1:] != (SIDE, SIDE) or labels.shape != images.shape[:1]:
        raise DrawingsUnreadable(f"{images.shape} and {labels.shape}")
    for numbers, highest in ((images, 255), (labels, CLASSES - 1)):
        integer = np.issubdtype(numbers.dtype, np.integer)
        if not integer or np.any((numbers < 0) | (numbers > highest)):
            raise DrawingsUnreadable(f"numbers from 0 to {highest} expected")
    if len(labels) > MOST_DRAWINGS:
        raise TooManyDrawings(len(labels), MOST_DRAWINGS)
    return LabelledDrawings(images.astype(np.uint8), labels.astype(np.uint8))


def _from_csv(file: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read a table; spreadsheets save it with other separators and encodings."""
    wide = file.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = file.decode(ENCODINGS[1] if wide else ENCODINGS[0]).replace('"', "")
    head, _, body = text.partition("\n")
    if head.startswith("sep="):
        head, _, body = body.partition("\n")
    separators = [mark for mark in SEPARATORS if mark in head]
    separator = separators[0] if separators else SEPARATORS[0]
    if [name.strip() for name in head.split(separator)] != ["label", *PIXELS]:
        raise ValueError("another header")
    if not body.strip():
        raise ValueError("no drawing")
    rows = np.loadtxt(
        io.StringIO(body),
        np.int64,
        delimiter=separator,
        ndmin=2,
        max_rows=MOST_DRAWINGS + 1,
    )
    return rows[:, 1:].reshape(-1, SIDE, SIDE), rows[:, 0]


def _from_npz(file: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    try:
        images, labels = npz_files.read(file, ("images", "labels"), UNPACKED_BYTES)
    except npz_files.TooMuch:
        raise TooManyDrawings(MOST_DRAWINGS + 1, MOST_DRAWINGS) from None
    return images, labels
