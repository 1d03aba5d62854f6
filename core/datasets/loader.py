"""Loads the digits: full MNIST if it is in the cache, else the bundled sample."""

import errno
import hashlib
import shutil
import uuid
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import paths
from core.config import Places
from core.errors import DataBroken, DataUnavailable, DiskFull
from core.settings.run import MNIST_TRAINING_IMAGES
from core.single_flight import single_flight

MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
COPY_BYTES = 2**20
SAMPLE_PATH = Path(__file__).parent.parent / "assets" / "sample.npz"


class Source(StrEnum):
    """A data set that Trazo can load."""

    MNIST = "mnist"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Dataset:
    """Handwritten digits, split into training and test set as in MNIST.

    Attributes:
        source: The data set.
        x_train: Training images, (n, 28, 28) uint8, ink bright.
        y_train: Labels of the training images, (n,) uint8, 0 to 9.
        x_test: Test images, (m, 28, 28) uint8, ink bright.
        y_test: Labels of the test images, (m,) uint8, 0 to 9.
    """

    source: Source
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]


def cache_path() -> Path:
    """Return where Keras keeps MNIST: under KERAS_HOME, else ``~/.keras``."""
    return Places.from_environment().keras_home / "datasets" / "mnist.npz"


def is_cached() -> bool:
    """Return whether Keras's cache folder holds full MNIST, undamaged."""
    path = cache_path()
    try:
        stat = path.stat()
        return _sha256(path, stat.st_mtime_ns, stat.st_size) == MNIST_SHA256
    except OSError:
        return False


def available() -> Source:
    """Return the largest data set that needs no download."""
    return Source.MNIST if is_cached() else Source.SAMPLE


@single_flight(1)
def load(source: Source) -> Dataset:
    """Load the digits; a second call returns the same arrays.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file is damaged or holds other data.
    """
    return read(source)


def read(source: Source) -> Dataset:
    """Read the digits without caching them, since full MNIST takes 55 MB.

    Args:
        source: Full MNIST from the cache, or the bundled sample.

    Returns:
        Read-only arrays.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file is damaged or holds other data.

    Source: LeCun, Cortes and Burges, the MNIST database; file as Keras ships it.
    """
    return _read(_whole(source), source)


def training_images(source: Source) -> NDArray[np.uint8]:
    """Return the training images, memory-mapped, for callers that need a few of them.

    The first call unpacks them into a file: reading full MNIST for ten images took
    0.2 s and 55 MB each time.

    Returns:
        (n, 28, 28) uint8, read-only; only the images that are accessed take memory.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file is damaged or holds other data.
        DiskFull: The disk has no room for the unpacked images.
    """
    packed = _whole(source)
    stat = packed.stat()
    name = _sha256(packed, stat.st_mtime_ns, stat.st_size)
    path = paths.home_folder() / "digits" / f"{name}.npy"
    try:
        if not path.is_file():
            _unpack(packed, "x_train.npy", path)
        images: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(path)) from None
        raise DataBroken(str(path)) from error
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataBroken(str(packed)) from error
    return images


def training_labels(source: Source) -> NDArray[np.uint8]:
    """Return the labels of `training_images`, reading no image.

    Returns:
        (n,) uint8, read-only.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The file does not hold what it should.
    """
    return _arrays(_whole(source), ("y_train",))["y_train"]


def _unpack(packed: Path, name: str, path: Path) -> None:
    """Copy one array of an npz file into its own file, atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A unique name, since two visitors may open the page at once.
    part = path.with_name(f"{uuid.uuid4().hex}.part")
    try:
        with (
            zipfile.ZipFile(packed) as file,
            file.open(name) as array,
            part.open("wb") as output,
        ):
            shutil.copyfileobj(array, output, COPY_BYTES)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _whole(source: Source) -> Path:
    """Return the path of the file that holds the digits, once checked.

    Raises:
        DataUnavailable: Full MNIST is not in the cache.
        DataBroken: The cached file is damaged or holds other data.
    """
    if source is Source.SAMPLE:
        return SAMPLE_PATH
    path = cache_path()
    if not path.is_file():
        raise DataUnavailable(str(path))
    if not is_cached():
        raise DataBroken(str(path))
    return path


def counts(source: Source) -> tuple[int, int]:
    """Return the numbers of training and test images, without reading the file."""
    return (MNIST_TRAINING_IMAGES, 10_000) if source is Source.MNIST else (4_000, 1_000)


@single_flight(1)
def test_digits(source: Source) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return only the test images and labels, for a seventh of the memory of `load`.

    Returns:
        Images, (m, 28, 28) uint8, and labels, (m,) uint8.

    Raises:
        DataBroken: The file is damaged or holds other data.
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


@single_flight(2)
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    """Hash a file; time and size are cache keys, so each version is hashed once."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
