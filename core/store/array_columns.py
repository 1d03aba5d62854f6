"""Arrays as the store has them: NumPy's own file, never a pickle."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.runs import snapshots_npz
from core.runs.snapshots import Snapshot, TrackedDigit


def numbers(values: NDArray[np.float32]) -> bytes:
    """Return numbers as float32."""
    return np.asarray(values, "<f4").tobytes()


def to_numbers(stored: bytes) -> NDArray[np.float32]:
    """Undo `numbers`."""
    return np.frombuffer(stored, "<f4").astype(np.float32)


def pins(pinned: Sequence[TrackedDigit]) -> bytes:
    """Return pinned digits; nothing where there is none."""
    if not pinned:
        return b""
    return _written(
        images=np.stack([pin.image for pin in pinned]),
        labels=snapshots_npz.labels_of(pinned),
    )


def to_pins(stored: bytes) -> tuple[TrackedDigit, ...]:
    """Undo `pins`."""
    if not stored:
        return ()
    arrays = _read(stored)
    return snapshots_npz.to_pins(arrays["images"], arrays["labels"])


def moments(seen: Sequence[Snapshot]) -> bytes:
    """Return what was watched; nothing where there is none."""
    if not seen:
        return b""
    return _written(
        batches=np.array([moment.batch for moment in seen], np.int64),
        probabilities=np.stack([moment.probabilities for moment in seen]),
        filters=np.stack([moment.filters for moment in seen]),
    )


def to_moments(stored: bytes) -> tuple[Snapshot, ...]:
    """Undo `moments`."""
    if not stored:
        return ()
    arrays = _read(stored)
    return snapshots_npz.to_moments(
        arrays["batches"], arrays["probabilities"], arrays["filters"]
    )


def _written(**arrays: NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # NumPy's own types are narrower
    return file.getvalue()


def _read(stored: bytes) -> dict[str, NDArray[np.generic]]:
    with np.load(io.BytesIO(stored), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
