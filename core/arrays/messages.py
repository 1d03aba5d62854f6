"""Arrays on their way through a Dask event, which carries bytes, numbers and lists."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def pack(array: NDArray[Any]) -> dict[str, Any]:
    """Return an array as plain bytes, with its shape and dtype."""
    return {
        "shape": list(array.shape),
        "dtype": array.dtype.name,
        "data": array.tobytes(),
    }


def unpack(message: dict[str, Any]) -> NDArray[Any]:
    """Undo `pack`; the array is read-only."""
    array = np.frombuffer(message["data"], np.dtype(message["dtype"]))
    return array.reshape(tuple(message["shape"]))
