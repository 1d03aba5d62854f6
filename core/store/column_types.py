"""Types of columns: how the objects of `core.runs.records` are stored."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from enum import Enum
from typing import Any, TypeVar

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

Part = TypeVar("Part")
Arrays = dict[str, NDArray[Any]]


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


class FileOfArrays(TypeDecorator[tuple[Part, ...]]):
    """Objects in order, as one file of NumPy's; no bytes if there is none."""

    impl = sa.LargeBinary
    cache_ok = True

    def to_arrays(self, parts: Sequence[Part]) -> Arrays:
        """Return one or more objects as arrays by their names in the file."""
        raise NotImplementedError

    def from_arrays(self, arrays: Arrays) -> tuple[Part, ...]:
        """Return what `to_arrays` converted."""
        raise NotImplementedError

    def process_bind_param(
        self, value: Sequence[Part] | None, dialect: sa.Dialect
    ) -> bytes | None:
        """Return the bytes of the file."""
        if not value:
            return None if value is None else b""
        file = io.BytesIO()
        np.savez(file, **self.to_arrays(value))  # type: ignore[arg-type]  # NumPy's own types are narrower
        return file.getvalue()

    def process_result_value(
        self, value: bytes | None, dialect: sa.Dialect
    ) -> tuple[Part, ...] | None:
        """Return the objects."""
        if not value:
            return None if value is None else ()
        with np.load(io.BytesIO(value), allow_pickle=False) as file:
            return self.from_arrays({name: file[name] for name in file.files})


class TrackedDigits(FileOfArrays[TrackedDigit]):
    """The tracked digits of a run."""

    cache_ok = True

    def to_arrays(self, parts: Sequence[TrackedDigit]) -> Arrays:
        """Return images and labels."""
        return {
            "images": np.stack([pin.image for pin in parts]),
            "labels": snapshots_npz.labels_of(parts),
        }

    def from_arrays(self, arrays: Arrays) -> tuple[TrackedDigit, ...]:
        """Return the tracked digits."""
        return snapshots_npz.to_pins(arrays["images"], arrays["labels"])


class Snapshots(FileOfArrays[Snapshot]):
    """The snapshots of a run."""

    cache_ok = True

    def to_arrays(self, parts: Sequence[Snapshot]) -> Arrays:
        """Return batches, answers and filters."""
        return {
            "batches": np.array([moment.batch for moment in parts], np.int64),
            "probabilities": np.stack([moment.probabilities for moment in parts]),
            "filters": np.stack([moment.filters for moment in parts]),
        }

    def from_arrays(self, arrays: Arrays) -> tuple[Snapshot, ...]:
        """Return the snapshots."""
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
