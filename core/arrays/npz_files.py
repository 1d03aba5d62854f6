"""NumPy's ``.npz`` files that come from outside."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class TooMuch(ValueError):
    """A file that would unpack to more than it may."""


def read(file: bytes, names: Sequence[str], most_bytes: int) -> list[NDArray[Any]]:
    """Return arrays of a file; nothing in it is unpickled.

    Args:
        file: It may be anything.
        names: Of the arrays, in the order in which they are returned.
        most_bytes: That all of the file may unpack to.

    Raises:
        TooMuch: It would unpack to more.
        Exception: It is damaged: whatever zipfile, zlib, lzma and NumPy raise.
    """
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        # A few bytes can claim to be many when unpacked.
        if sum(entry.file_size for entry in archive.infolist()) > most_bytes:
            raise TooMuch(f"more than {most_bytes} bytes")
    with np.load(io.BytesIO(file), allow_pickle=False) as arrays:
        return [arrays[name] for name in names]
