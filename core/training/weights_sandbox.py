"""Looks into a file of weights that a stranger made.

``python -m core.training.weights_sandbox`` is a process of its own, without Keras: C
code reads HDF5, and a crafted file may crash it or make it ask for more memory than
there is. It reads the file from standard input and writes its plain arrays to standard
output.
Exit status 3 where it is refused, any other where it crashed.
"""

import contextlib
import io
import sys
from typing import Any

import h5py
import numpy as np

REFUSED = 3
MOST_BYTES = 64 * 2**20
MOST_ARRAYS = 1000
MOST_DEPTH = 8
# Of everything: Python and HDF5 take 100 MB of it.
MEMORY_BYTES = 512 * 2**20
CPU_SECONDS = 20


class Refused(Exception):
    """The file holds what no file of weights does."""


def limit() -> None:
    """Give up the right to take much memory or time, and to write or open any file."""
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_DATA, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def unwrap(file: bytes) -> bytes:
    """Return an HDF5 file with the same plain arrays, and nothing else.

    Args:
        file: Anything.

    Raises:
        Refused: A link, data outside of the file, too much data, or numbers that are
            not finite; or what HDF5 cannot read.
    """
    target = io.BytesIO()
    try:
        with (
            h5py.File(io.BytesIO(file), "r") as source,
            h5py.File(target, "w") as clean,
        ):
            _Copier().copy(source, clean, MOST_DEPTH)
    except Refused:
        raise
    # HDF5 raises errors of many kinds; all of them mean the same.
    except Exception as error:
        raise Refused(f"{type(error).__name__}: {error}") from error
    return target.getvalue()


class _Copier:
    """Copies groups and arrays, counting them."""

    def __init__(self) -> None:
        self._arrays = 0
        self._bytes = 0

    def copy(self, source: h5py.Group, target: h5py.Group, depth: int) -> None:
        """Copy what is in a group."""
        if not depth:
            raise Refused("too deep")
        for name in source:
            # Links may lead out of the file, or round in a circle.
            if not isinstance(source.get(name, getlink=True), h5py.HardLink):
                raise Refused("a link")
            found = source[name]
            if isinstance(found, h5py.Group):
                self.copy(found, target.create_group(name), depth - 1)
            elif isinstance(found, h5py.Dataset):
                target.create_dataset(name, data=self._array(found))
            else:
                raise Refused("neither group nor array")

    def _array(self, found: h5py.Dataset) -> np.ndarray[Any, Any]:
        self._arrays += 1
        self._bytes += found.nbytes
        if self._arrays > MOST_ARRAYS or self._bytes > MOST_BYTES:
            raise Refused("too much")
        if found.external or found.is_virtual:
            raise Refused("data outside of the file")
        if found.dtype.kind not in "fiu":
            raise Refused("no numbers")
        array = np.asarray(found[()])
        if not np.isfinite(array).all():
            raise Refused("not finite")
        return array


def main() -> None:
    """Read standard input, write standard output."""
    file = sys.stdin.buffer.read()
    limit()
    try:
        clean = unwrap(file)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(REFUSED)
    sys.stdout.buffer.write(clean)


if __name__ == "__main__":
    main()
