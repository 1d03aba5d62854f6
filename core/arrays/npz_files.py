"""Reads NumPy's ``.npz`` files that visitors upload."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class TooMuch(ValueError):
    """The file would unpack to more bytes than allowed."""


def read(file: bytes, names: Sequence[str], most_bytes: int) -> list[NDArray[Any]]:
    """Return arrays of an ``.npz`` file without unpickling anything.

    Args:
        file: Bytes of an uploaded file, not trusted.
        names: Names of the arrays, in the order in which they are returned.
        most_bytes: Limit for the unpacked size of the whole file.

    Raises:
        TooMuch: The file would unpack to more.
        Exception: The file is damaged; zipfile, zlib, lzma and NumPy raise many types.
    """
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        # A small file can unpack to a huge one: a zip bomb.
        if sum(entry.file_size for entry in archive.infolist()) > most_bytes:
            raise TooMuch(f"more than {most_bytes} bytes")
    with np.load(io.BytesIO(file), allow_pickle=False) as arrays:
        return [arrays[name] for name in names]
