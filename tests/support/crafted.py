"""Malicious files of weights."""

import io
from collections.abc import Callable

import h5py


def crafted(make: Callable[[h5py.File], None]) -> bytes:
    """Return an HDF5 file that a function fills."""
    target = io.BytesIO()
    with h5py.File(target, "w") as file:
        make(file)
    return target.getvalue()


def bomb(file: h5py.File) -> None:
    """Add data that unpacks to terabytes."""
    file.create_dataset("x", (2**40,), "f4", chunks=(2**20,), compression="gzip")
