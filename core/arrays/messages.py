"""Converts arrays for a Dask event, which carries only bytes, numbers and lists."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def pack(array: NDArray[Any]) -> dict[str, Any]:
    """Return an array's bytes, shape and dtype as a dictionary."""
    return {
        "shape": list(array.shape),
        "dtype": array.dtype.name,
        "data": array.tobytes(),
    }


def unpack(message: dict[str, Any]) -> NDArray[Any]:
    """Return the array that `pack` converted; it is read-only."""
    array = np.frombuffer(message["data"], np.dtype(message["dtype"]))
    return array.reshape(tuple(message["shape"]))
