"""Types of columns: how the objects of `core.runs.records` are stored."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from enum import Enum
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.types import TypeDecorator

from core.runs import snapshots_npz
from core.runs.fine_tuning import Outcome
from core.runs.progress import EpochResult
from core.runs.snapshots import Snapshot, TrackedDigit
from core.settings import query_params
from core.settings.run import RunSettings


class Float32Array(TypeDecorator[NDArray[np.float32]]):
    """Numbers, as float32 in little-endian order without a header."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(
        self, value: NDArray[np.float32] | None, dialect: sa.Dialect
    ) -> bytes | None:
        """Return the bytes of the numbers."""
        return None if value is None else np.asarray(value, "<f4").tobytes()

    def process_result_value(
        self, value: bytes | None, dialect: sa.Dialect
    ) -> NDArray[np.float32] | None:
        """Return the numbers, (n,)."""
        if value is None:
            return None
        return np.frombuffer(value, "<f4").astype(np.float32)


class TrackedDigits(TypeDecorator[tuple[TrackedDigit, ...]]):
    """Tracked digits, as a file of NumPy's; no bytes if there is none."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(
        self, value: Sequence[TrackedDigit] | None, dialect: sa.Dialect
    ) -> bytes | None:
        """Return the bytes of the file."""
        if not value:
            return None if value is None else b""
        return _write_arrays(
            images=np.stack([pin.image for pin in value]),
            labels=snapshots_npz.labels_of(value),
        )

    def process_result_value(
        self, value: bytes | None, dialect: sa.Dialect
    ) -> tuple[TrackedDigit, ...] | None:
        """Return the tracked digits."""
        if not value:
            return None if value is None else ()
        arrays = _read_arrays(value)
        return snapshots_npz.to_pins(arrays["images"], arrays["labels"])


class Snapshots(TypeDecorator[tuple[Snapshot, ...]]):
    """The snapshots of a run, as a file of NumPy's; no bytes if there is none."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(
        self, value: Sequence[Snapshot] | None, dialect: sa.Dialect
    ) -> bytes | None:
        """Return the bytes of the file."""
        if not value:
            return None if value is None else b""
        return _write_arrays(
            batches=np.array([moment.batch for moment in value], np.int64),
            probabilities=np.stack([moment.probabilities for moment in value]),
            filters=np.stack([moment.filters for moment in value]),
        )

    def process_result_value(
        self, value: bytes | None, dialect: sa.Dialect
    ) -> tuple[Snapshot, ...] | None:
        """Return the snapshots."""
        if not value:
            return None if value is None else ()
        arrays = _read_arrays(value)
        return snapshots_npz.to_moments(
            arrays["batches"], arrays["probabilities"], arrays["filters"]
        )


class EnumValue(TypeDecorator[Enum]):
    """A member of an enumeration, as its value.

    Unlike `sqlalchemy.Enum`, it leaves no constraint in the database that a new member
    would have to change.

    Args:
        members: The enumeration.
        length: Most letters of a value.
    """

    impl = sa.String
    cache_ok = True

    def __init__(self, members: type[Enum], length: int = 16) -> None:
        super().__init__(length)
        # SQLAlchemy looks for an attribute named like each argument.
        self.members = members
        self.length = length

    def process_bind_param(self, value: Enum | None, dialect: sa.Dialect) -> str | None:
        """Return the member's value."""
        return None if value is None else str(value.value)

    def process_result_value(
        self, value: str | None, dialect: sa.Dialect
    ) -> Enum | None:
        """Return the member."""
        return None if value is None else self.members(value)


class Settings(TypeDecorator[RunSettings]):
    """The settings of a run, as a link has them."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(
        self, value: RunSettings | None, dialect: sa.Dialect
    ) -> dict[str, str] | None:
        """Return the parameters of the link."""
        return None if value is None else query_params.to_query(value)

    def process_result_value(
        self, value: dict[str, str] | None, dialect: sa.Dialect
    ) -> RunSettings | None:
        """Return the settings; what this version does not offer has its default."""
        return None if value is None else query_params.from_query(value)[0]


class EpochResults(TypeDecorator[tuple[EpochResult, ...]]):
    """The results of a run's epochs, as a list of objects."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(
        self, value: Sequence[EpochResult] | None, dialect: sa.Dialect
    ) -> list[dict[str, Any]] | None:
        """Return the list."""
        return None if value is None else [asdict(result) for result in value]

    def process_result_value(
        self, value: list[dict[str, Any]] | None, dialect: sa.Dialect
    ) -> tuple[EpochResult, ...] | None:
        """Return the results."""
        return None if value is None else tuple(EpochResult(**each) for each in value)


class FineTuningOutcome(TypeDecorator[Outcome]):
    """What fine-tuning has changed, as an object; JSON's null if it was none."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(
        self, value: Outcome | None, dialect: sa.Dialect
    ) -> dict[str, Any] | None:
        """Return the object."""
        return None if value is None else value.to_record()

    def process_result_value(
        self, value: dict[str, Any] | None, dialect: sa.Dialect
    ) -> Outcome | None:
        """Return the outcome."""
        return None if value is None else Outcome.from_record(value)


def _write_arrays(**arrays: NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # NumPy's own types are narrower
    return file.getvalue()


def _read_arrays(stored: bytes) -> dict[str, NDArray[np.generic]]:
    with np.load(io.BytesIO(stored), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
