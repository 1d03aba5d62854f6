"""Reads and writes the snapshots of a run as an ``.npz`` file."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import npz_files
from core.errors import WorkUnreadable
from core.runs.snapshots import MOST_PINS, Snapshot, TrackedDigit
from core.settings.network import CLASSES, FILTERS, SIDE

# Stands for the label of a digit whose label is unknown.
NO_LABEL = -1
# Most snapshots of a run, including the runs that it continues; 30 epochs have 140.
MOST_MOMENTS = 10_000
# Thirty epochs with the most and largest filters take 2 MB.
UNPACKED_BYTES = 16 * 2**20
NAMES = ("images", "labels", "batches", "probabilities", "filters")

Array = NDArray[Any]


def labels_of(pins: Sequence[TrackedDigit]) -> NDArray[np.int8]:
    """Return the labels of tracked digits, (pins,) int8; `NO_LABEL` if unknown."""
    labels = [NO_LABEL if pin.label is None else pin.label for pin in pins]
    return np.array(labels, np.int8)


def to_pins(images: Array, labels: Array) -> tuple[TrackedDigit, ...]:
    """Return tracked digits from their images and the labels of `labels_of`.

    Args:
        images: (pins, 28, 28) uint8, ink bright.
        labels: (pins,) int8.
    """
    return tuple(
        TrackedDigit(image, None if label == NO_LABEL else int(label))
        for image, label in zip(images, labels, strict=True)
    )


def to_moments(
    batches: Array, probabilities: Array, filters: Array
) -> tuple[Snapshot, ...]:
    """Return snapshots from arrays that have a row for each.

    Args:
        batches: (n,) int64.
        probabilities: (n, pins, 10) float32.
        filters: (n, filters, height, width) float32.
    """
    return tuple(
        Snapshot(int(batch), answers, weights)
        for batch, answers, weights in zip(batches, probabilities, filters, strict=True)
    )


def to_npz(pins: Sequence[TrackedDigit], moments: Sequence[Snapshot]) -> bytes:
    """Write tracked digits and snapshots as NumPy's ``.npz``.

    Args:
        pins: Tracked digits.
        moments: Snapshots of a run, oldest first.
    """
    file = io.BytesIO()
    np.savez_compressed(file, **to_arrays(pins, moments))  # type: ignore[arg-type]  # NumPy's own types are narrower
    return file.getvalue()


def to_arrays(
    pins: Sequence[TrackedDigit], moments: Sequence[Snapshot]
) -> dict[str, Array]:
    """Return tracked digits and snapshots as arrays, by the names in `NAMES`."""
    shape = moments[0].filters.shape if moments else (0, 0, 0)
    return {
        "images": np.array([pin.image for pin in pins], np.uint8).reshape(
            -1, SIDE, SIDE
        ),
        "labels": labels_of(pins),
        "batches": np.array([moment.batch for moment in moments], np.int64),
        "probabilities": np.array(
            [moment.probabilities for moment in moments], np.float32
        ).reshape(len(moments), len(pins), CLASSES),
        "filters": np.array([moment.filters for moment in moments], np.float32).reshape(
            len(moments), *shape
        ),
    }


def from_npz(file: bytes) -> tuple[tuple[TrackedDigit, ...], tuple[Snapshot, ...]]:
    """Read and validate a file of snapshots.

    Args:
        file: Bytes of an uploaded file, not trusted.

    Returns:
        The tracked digits, and the snapshots, oldest first.

    Raises:
        WorkUnreadable: The file has another format, is damaged, or has values that no
            run produces.
    """
    return from_arrays(_arrays(file))


def from_arrays(
    arrays: Sequence[Array],
) -> tuple[tuple[TrackedDigit, ...], tuple[Snapshot, ...]]:
    """Validate the arrays of `to_arrays`.

    Args:
        arrays: In the order of `NAMES`, not trusted.

    Raises:
        WorkUnreadable: They have values that no run produces.
    """
    images, labels, batches, probabilities, filters = arrays
    pins, moments = len(images), len(batches)
    fits = (
        _is(images, np.uint8, (pins, SIDE, SIDE))
        and pins <= MOST_PINS
        and _is(labels, np.int8, (pins,))
        and _is(batches, np.int64, (moments,))
        and moments <= MOST_MOMENTS
        and _is(probabilities, np.float32, (moments, pins, CLASSES))
        and filters.ndim == 4
        and _is(filters, np.float32, (moments, *filters.shape[1:]))
        and filters.shape[1] <= max(FILTERS)
        and max(filters.shape[2:]) <= SIDE
        and (moments == 0 or min(filters.shape) > 0)
    )
    if not fits or not _can_be(labels, batches, probabilities, filters):
        raise WorkUnreadable("what was watched")
    return to_pins(images, labels), to_moments(batches, probabilities, filters)


def _arrays(file: bytes) -> list[Array]:
    try:
        arrays = npz_files.read(file, NAMES, UNPACKED_BYTES)
    except MemoryError:
        raise
    # zipfile and NumPy raise many types of exceptions on damaged files.
    except Exception as error:
        raise WorkUnreadable(f"{type(error).__name__}: {error}") from error
    return [np.atleast_1d(array) for array in arrays]


def _is(array: Array, kind: type[np.generic], shape: tuple[int, ...]) -> bool:
    return array.dtype == kind and array.shape == shape


def _can_be(
    labels: Array, batches: Array, probabilities: Array, filters: Array
) -> bool:
    return bool(
        np.all((labels >= NO_LABEL) & (labels < CLASSES))
        and np.all(batches >= 0)
        and np.all(np.diff(batches) >= 0)
        and np.all((probabilities >= 0) & (probabilities <= 1.001))
        and np.all(np.isfinite(filters))
    )
