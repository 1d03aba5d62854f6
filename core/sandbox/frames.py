"""Answers of the process that opens a file: some JSON, and plain arrays.

The process has read a stranger's file and is not trusted. So an answer is no pickle,
and none of the formats whose readers the stranger may have attacked: a length, JSON
with the shape and dtype of each array, and the numbers. The reader decides how much it
takes.
"""

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

# Settings, epochs and strokes of a workspace are some 100 kB.
HEADER_BYTES = 3 * 2**20
MOST_ARRAYS = 2000
DTYPES = frozenset(
    {"bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"}
    | {"float16", "float32", "float64"}
)
_LENGTH = struct.Struct(">Q")


class BadFrame(ValueError):
    """The answer is cut off, too large, or none at all."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One answer.

    Attributes:
        data: What JSON can say.
        arrays: Arrays by name.
    """

    data: dict[str, Any]
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)


def write(stream: BinaryIO, frame: Frame) -> None:
    """Write an answer."""
    listed = [
        [name, array.dtype.name, list(array.shape)]
        for name, array in frame.arrays.items()
    ]
    head = json.dumps({"data": frame.data, "arrays": listed}).encode()
    stream.write(_LENGTH.pack(len(head)))
    stream.write(head)
    for array in frame.arrays.values():
        stream.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
    stream.flush()


def read(stream: BinaryIO, most_bytes: int) -> tuple[Frame, int] | None:
    """Read an answer.

    Args:
        stream: Not trusted.
        most_bytes: Most bytes of the answer.

    Returns:
        The answer and its bytes; None if the stream has ended.

    Raises:
        BadFrame: The answer is cut off, too large, or none at all.
    """
    first = stream.read(_LENGTH.size)
    if not first:
        return None
    if len(first) < _LENGTH.size:
        raise BadFrame("cut off")
    (length,) = _LENGTH.unpack(first)
    if length > min(HEADER_BYTES, most_bytes):
        raise BadFrame(f"a header of {length} bytes")
    try:
        head = json.loads(_exactly(stream, length))
        data, listed = head["data"], head["arrays"]
        if not isinstance(data, dict) or len(listed) > MOST_ARRAYS:
            raise BadFrame("a header of another form")
        shapes = {str(name): _checked(kind, shape) for name, kind, shape in listed}
    except BadFrame:
        raise
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadFrame(f"{type(error).__name__}: {error}") from error
    total = length + sum(
        kind.itemsize * math.prod(shape) for kind, shape in shapes.values()
    )
    if total > most_bytes:
        raise BadFrame(f"{total} bytes")
    arrays = {
        name: np.frombuffer(
            _exactly(stream, kind.itemsize * math.prod(shape)), kind
        ).reshape(shape)
        for name, (kind, shape) in shapes.items()
    }
    return Frame(data, arrays), total


def _checked(kind: object, shape: object) -> tuple[np.dtype[Any], tuple[int, ...]]:
    if kind not in DTYPES or not isinstance(shape, list) or len(shape) > 8:
        raise BadFrame("an array of another kind")
    if not all(type(side) is int and side >= 0 for side in shape):
        raise BadFrame("an array of another shape")
    return np.dtype(str(kind)), tuple(shape)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise BadFrame("cut off")
    return content
