"""Reads the IDX files of the MNIST family: gzip, a short header, then bytes."""

import gzip
import math
import shutil
import struct
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

# The first bytes of a file of unsigned bytes; the number of dimensions follows.
MAGIC = b"\0\0\x08"
COPY_BYTES = 2**20


def read(path: Path) -> NDArray[np.uint8]:
    """Read the array of an IDX file.

    Args:
        path: Path of a ``.gz`` file.

    Returns:
        An array of the shape in the file, uint8.

    Raises:
        ValueError: The file is no whole IDX file of bytes.
        EOFError: The file ends too early.
        OSError: The file cannot be read, or is not gzip.
    """
    with gzip.open(path) as file:
        shape = _shape(file)
        array = np.frombuffer(file.read(), np.uint8)
    if array.size != math.prod(shape):
        raise ValueError(f"{array.size} bytes for an array of shape {shape}")
    return array.reshape(shape)


def copy_to_npy(path: Path, output: IO[bytes]) -> None:
    """Write the array of an IDX file as NumPy's ``.npy``, a piece at a time.

    Raises:
        ValueError: The file is no IDX file of bytes.
        EOFError: The file ends too early.
        OSError: The file cannot be read, or is not gzip.
    """
    with gzip.open(path) as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": _shape(file)}
        np.lib.format.write_array_header_1_0(output, header)
        shutil.copyfileobj(file, output, COPY_BYTES)


def _shape(file: gzip.GzipFile) -> tuple[int, ...]:
    """Read the header of an IDX file and return the array's shape."""
    start = file.read(4)
    if start[:3] != MAGIC or len(start) < 4:
        raise ValueError("not an IDX file of bytes")
    sizes = file.read(4 * start[3])
    try:
        return struct.unpack(f">{start[3]}I", sizes)
    except struct.error:
        raise ValueError("a header cut short") from None
