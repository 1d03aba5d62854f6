"""Loads a data set: from Keras's cache folder, or the bundled sample of MNIST."""

import errno
import hashlib
import shutil
import uuid
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import paths
from core.config import Places
from core.datasets import idx_files
from core.errors import DataBroken, DataUnavailable, DiskFull
from core.settings.datasets import DATASETS, DatasetName
from core.single_flight import single_flight

SAMPLE_PATH = Path(__file__).parent.parent / "assets" / "sample.npz"
SAMPLE_COUNTS = (4_000, 1_000)
ARRAYS = ("x_train", "y_train", "x_test", "y_test")
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zlib.error, zipfile.BadZipFile)


class Source(StrEnum):
    """Where the images of a data set come from."""

    MNIST = "mnist"
    SAMPLE = "sample"
    FASHION_MNIST = "fashion_mnist"

    @property
    def dataset(self) -> DatasetName:
        """The data set that the images belong to."""
        return DatasetName.MNIST if self is Source.SAMPLE else DatasetName(self.value)


@dataclass(frozen=True)
class Dataset:
    """Images with labels, split into training and test set.

    Attributes:
        source: Where they come from.
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


def cache_folder(dataset: DatasetName = DatasetName.MNIST) -> Path:
    """Return where Keras keeps a data set: under KERAS_HOME, else ``~/.keras``."""
    folder = DATASETS[dataset].folder
    return Places.from_environment().keras_home / "datasets" / folder


def is_cached(dataset: DatasetName = DatasetName.MNIST) -> bool:
    """Return whether Keras's cache folder holds a whole data set, undamaged."""
    folder = cache_folder(dataset)
    return all(
        is_intact(folder / file.name, file.sha256) for file in DATASETS[dataset].files
    )


def is_intact(path: Path, sha256: str) -> bool:
    """Return whether a file exists and has a hash."""
    try:
        stat = path.stat()
        return _sha256(path, stat.st_mtime_ns, stat.st_size) == sha256
    except OSError:
        return False


def available() -> Source:
    """Return the largest set of digits that needs no download."""
    return Source.MNIST if is_cached() else Source.SAMPLE


def available_for(dataset: DatasetName) -> Source | None:
    """Return the images of a data set that need no download; None if there are none."""
    if dataset is DatasetName.MNIST:
        return available()
    return Source(dataset.value) if is_cached(dataset) else None


# One place: a data set takes 55 MB, and a worker trains on one at a time.
@single_flight(1)
def load(source: Source) -> Dataset:
    """Load the images; a second call returns the same arrays.

    Raises:
        DataUnavailable: The data set is not in the cache.
        DataBroken: A file is damaged or holds other data.
    """
    return read(source)


def read(source: Source) -> Dataset:
    """Read the images without caching them, since a full data set takes 55 MB.

    Args:
        source: A data set from the cache, or the bundled sample.

    Returns:
        Read-only arrays.

    Raises:
        DataUnavailable: The data set is not in the cache.
        DataBroken: A file is damaged or holds other data.

    Sources: LeCun, Cortes and Burges, the MNIST database; Xiao, Rasul and Vollgraf,
    "Fashion-MNIST" (2017). The files are those that Keras uses.
    """
    return Dataset(source, **_arrays(source, ARRAYS))


def training_images(source: Source) -> NDArray[np.uint8]:
    """Return the training images, memory-mapped, for callers that need a few of them.

    The first call unpacks them into a file: reading full MNIST for ten images took
    0.2 s and 55 MB each time.

    Returns:
        (n, 28, 28) uint8, read-only; only the images that are accessed take memory.

    Raises:
        DataUnavailable: The data set is not in the cache.
        DataBroken: A file is damaged or holds other data.
        DiskFull: The disk has no room for the unpacked images.
    """
    packed = _checked_path(source, "x_train")
    stat = packed.stat()
    name = _sha256(packed, stat.st_mtime_ns, stat.st_size)
    path = paths.home_folder() / "digits" / f"{name}.npy"
    try:
        if not path.is_file():
            _unpack(packed, "x_train", path)
        images: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    except UNREADABLE as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise DiskFull(str(path)) from None
        raise DataBroken(str(packed)) from error
    return images


def training_labels(source: Source) -> NDArray[np.uint8]:
    """Return the labels of `training_images`, reading no image.

    Returns:
        (n,) uint8, read-only.

    Raises:
        DataUnavailable: The data set is not in the cache.
        DataBroken: A file does not hold what it should.
    """
    return _arrays(source, ("y_train",))["y_train"]


def _unpack(packed: Path, name: str, path: Path) -> None:
    """Copy one array of a data file into its own ``.npy`` file, atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A unique name, since two visitors may open the page at once.
    part = path.with_name(f"{uuid.uuid4().hex}.part")
    try:
        with part.open("wb") as output:
            if packed.suffix == ".gz":
                idx_files.copy_to_npy(packed, output)
            else:
                with (
                    zipfile.ZipFile(packed) as file,
                    file.open(f"{name}.npy") as array,
                ):
                    shutil.copyfileobj(array, output, idx_files.COPY_BYTES)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _checked_path(source: Source, array: str) -> Path:
    """Return the path of the file that holds an array, once checked.

    Raises:
        DataUnavailable: The file is not in the cache.
        DataBroken: The cached file is damaged or holds other data.
    """
    if source is Source.SAMPLE:
        return SAMPLE_PATH
    files = DATASETS[source.dataset].files
    wanted = next(file for file in files if array in file.arrays)
    path = cache_folder(source.dataset) / wanted.name
    if not path.is_file():
        raise DataUnavailable(str(path))
    if not is_intact(path, wanted.sha256):
        raise DataBroken(str(path))
    return path


def counts(source: Source) -> tuple[int, int]:
    """Return the numbers of training and test images, without reading the file."""
    if source is Source.SAMPLE:
        return SAMPLE_COUNTS
    spec = DATASETS[source.dataset]
    return spec.training_images, spec.test_images


# Two places, 8 MB each: one visitor tests digits while another one tests clothes.
@single_flight(2)
def test_digits(source: Source) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return only the test images and labels, for a seventh of the memory of `load`.

    Returns:
        Images, (m, 28, 28) uint8, and labels, (m,) uint8.

    Raises:
        DataUnavailable: The data set is not in the cache.
        DataBroken: A file is damaged or holds other data.
    """
    arrays = _arrays(source, ("x_test", "y_test"))
    return arrays["x_test"], arrays["y_test"]


def _arrays(source: Source, names: tuple[str, ...]) -> dict[str, NDArray[np.uint8]]:
    """Read arrays of a data set, as read-only."""
    arrays = {name: _array(_checked_path(source, name), name) for name in names}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _array(path: Path, name: str) -> NDArray[np.uint8]:
    try:
        if path.suffix == ".gz":
            return idx_files.read(path)
        with np.load(path, allow_pickle=False) as file:
            array: NDArray[np.uint8] = file[name]
            return array
    except UNREADABLE as error:
        raise DataBroken(str(path)) from error


@single_flight(8)
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    """Hash a file; time and size are cache keys, so each version is hashed once."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
