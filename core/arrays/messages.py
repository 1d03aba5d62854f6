"""Arrays in messages between processes: dtype, shape and bytes."""

import functools
import math
from collections.abc import Hashable
from typing import Any, TypeVar, cast, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

# Arrays whose number of axes a message's type states, and its reader validates.
Vector = np.ndarray[tuple[int], np.dtype[Number]]
Matrix = np.ndarray[tuple[int, int], np.dtype[Number]]
Pictures = np.ndarray[tuple[int, int, int], np.dtype[Number]]


class PackedArray(msgspec.Struct, frozen=True, array_like=True):
    """An array as a message has it.

    Attributes:
        dtype: Name of its dtype.
        shape: Its shape.
        data: Its bytes, row by row.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes


def pack(value: object) -> PackedArray:
    """Return what stands for an array in a message.

    Raises:
        NotImplementedError: It is not an array; msgspec expects that.
    """
    if not isinstance(value, np.ndarray):
        raise NotImplementedError(f"a message cannot have a {type(value)}")
    return PackedArray(value.dtype.name, value.shape, value.tobytes())


def unpack(kind: type[Any], value: object) -> NDArray[Any]:
    """Return the array that `pack` converted; it is read-only.

    Args:
        kind: Type of the field: an array with a dtype and a number of axes.
        value: What a message has in that field.

    Raises:
        ValueError: It has another dtype, another number of axes, or not as many bytes
            as its shape needs.
    """
    packed = msgspec.convert(value, PackedArray)
    wanted, axes = _wanted(cast("Hashable", kind))
    if packed.dtype != wanted.name:
        raise ValueError(f"an array of {packed.dtype}, not of {wanted}")
    if len(packed.shape) != axes:
        raise ValueError(f"an array with {len(packed.shape)} axes")
    needed = math.prod(packed.shape) * wanted.itemsize
    if min(packed.shape, default=0) < 0 or len(packed.data) != needed:
        raise ValueError(f"{len(packed.data)} bytes for the shape {packed.shape}")
    return np.frombuffer(packed.data, wanted).reshape(packed.shape)


@functools.cache
def _wanted(kind: Hashable) -> tuple[np.dtype[Any], int]:
    """Return the dtype that a type of arrays states, and its number of axes."""
    axes, dtype = get_args(kind)
    return np.dtype(*get_args(dtype)), len(get_args(axes))
