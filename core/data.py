"""The digits to learn from: full MNIST where it can be had, else the bundled sample."""

import functools
import hashlib
import os
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DataBroken, DataUnavailable
from core.settings import MNIST_TRAINING_IMAGES

MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
SAMPLE_PATH = Path(__file__).parent / "assets" / "sample.npz"


class Source(StrEnum):
    """Where the digits come from."""

    MNIST = "mnist"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Dataset:
    """Handwritten digits, split as MNIST splits them.

    Attributes:
        source: Where they come from.
        x_train: (n, 28, 28) uint8, ink bright.
        y_train: (n,) uint8, 0 to 9.
        x_test: (m, 28, 28) uint8.
        y_test: (m,) uint8.
    """

    source: Source
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]


def cache_path() -> Path:
    """Return where Keras keeps MNIST: under KERAS_HOME, else ``~/.keras``."""
    home = os.environ.get("KERAS_HOME")
    folder = Path(home) if home else Path.home() / ".keras"
    return folder / "datasets" / "mnist.npz"


def is_cached() -> bool:
    """Say whether the full MNIST is in Keras's cache folder, whole."""
    path = cache_path()
    try:
        stat = path.stat()
        return _sha256(path, stat.st_mtime_ns, stat.st_size) == MNIST_SHA256
    except OSError:
        return False


def available() -> Source:
    """Return the best data that can be used now, without fetching anything."""
    return Source.MNIST if is_cached() else Source.SAMPLE


@functools.lru_cache(maxsize=1)
def load(source: Source) -> Dataset:
    """Load the digits; a second call gives the same arrays.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file does not hold what it should.
    """
    return read(source)


def read(source: Source) -> Dataset:
    """Read the digits anew, for who needs them once: full MNIST takes 55 MB.

    Args:
        source: Full MNIST from the cache, or the sample that is bundled.

    Returns:
        Arrays that are read-only.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file does not hold what it should.

    Source: LeCun, Cortes and Burges, the MNIST database; file as Keras ships it.
    """
    if source is Source.SAMPLE:
        return _read(SAMPLE_PATH, source)
    path = cache_path()
    if not path.is_file():
        raise DataUnavailable(str(path))
    if not is_cached():
        raise DataBroken(str(path))
    return _read(path, source)


def counts(source: Source) -> tuple[int, int]:
    """Return how many training and test images there are, reading no image."""
    return (MNIST_TRAINING_IMAGES, 10_000) if source is Source.MNIST else (4_000, 1_000)


@functools.lru_cache(maxsize=1)
def test_digits(source: Source) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the test images and labels alone, a seventh of the memory of `load`.

    Returns:
        (m, 28, 28) uint8 and (m,) uint8.

    Raises:
        DataBroken: The file does not hold what it should.
    """
    path = SAMPLE_PATH if source is Source.SAMPLE else cache_path()
    arrays = _arrays(path, ("x_test", "y_test"))
    return arrays["x_test"], arrays["y_test"]


def _read(path: Path, source: Source) -> Dataset:
    return Dataset(source, **_arrays(path, ("x_train", "y_train", "x_test", "y_test")))


def _arrays(path: Path, names: tuple[str, ...]) -> dict[str, NDArray[np.uint8]]:
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays: dict[str, NDArray[np.uint8]] = {name: file[name] for name in names}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataBroken(str(path)) from error
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


@functools.lru_cache(maxsize=2)
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    """Hash a file once for each of its versions; the other arguments are the key."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
