"""The plain arrays in a file of weights that a stranger made."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 64 * 2**20
MOST_ARRAYS = 1000
MOST_GROUPS = 1000
MOST_DEPTH = 8


class Refused(Exception):
    """The file holds what no file of weights does."""


def read(file: bytes) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """Return the arrays and the groups of an HDF5 file, by their full names.

    Args:
        file: Anything.

    Raises:
        Refused: A link, data outside of the file, too much data, or numbers that are
            not finite; or what HDF5 cannot read.
    """
    reader = _Reader()
    try:
        with h5py.File(io.BytesIO(file), "r") as source:
            reader.read(source, "", MOST_DEPTH)
    except (Refused, MemoryError):
        raise
    # HDF5 raises errors of many kinds; all of them mean the same.
    except Exception as error:
        raise Refused(f"{type(error).__name__}: {error}") from error
    return reader.arrays, reader.groups


def write(arrays: Mapping[str, NDArray[Any]], groups: Sequence[str]) -> bytes:
    """Return an HDF5 file with some arrays and groups, and nothing else.

    Args:
        arrays: Arrays by their full names, as `read` returns them.
        groups: Full names of the groups.

    Raises:
        Refused: HDF5 knows no such names.
    """
    target = io.BytesIO()
    try:
        with h5py.File(target, "w") as file:
            for name in groups:
                file.require_group(name)
            for name, array in arrays.items():
                file.create_dataset(name, data=array)
    # h5py raises errors of many kinds for a name that is taken or is none.
    except Exception as error:
        raise Refused(f"{type(error).__name__}: {error}") from error
    return target.getvalue()


class _Reader:
    """Reads groups and arrays, counting them."""

    def __init__(self) -> None:
        self.arrays: dict[str, NDArray[Any]] = {}
        self.groups: list[str] = []
        self._bytes = 0

    def read(self, source: h5py.Group, path: str, depth: int) -> None:
        """Read what is in a group."""
        if not depth:
            raise Refused("too deep")
        for name in source:
            # Links may lead out of the file, or round in a circle.
            if not isinstance(source.get(name, getlink=True), h5py.HardLink):
                raise Refused("a link")
            found = source[name]
            full = f"{path}{name}"
            if isinstance(found, h5py.Group):
                self.groups.append(full)
                if len(self.groups) > MOST_GROUPS:
                    raise Refused("too many groups")
                self.read(found, f"{full}/", depth - 1)
            elif isinstance(found, h5py.Dataset):
                self.arrays[full] = self._array(found)
            else:
                raise Refused("neither group nor array")

    def _array(self, found: h5py.Dataset) -> NDArray[Any]:
        self._bytes += found.nbytes
        if len(self.arrays) >= MOST_ARRAYS or self._bytes > MOST_BYTES:
            raise Refused("too much")
        if found.external or found.is_virtual:
            raise Refused("data outside of the file")
        if found.dtype.kind not in "fiu":
            raise Refused("no numbers")
        array = np.asarray(found[()])
        if not np.isfinite(array).all():
            raise Refused("not finite")
        return array
