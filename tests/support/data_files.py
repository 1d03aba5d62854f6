"""Stand-ins for the files of a data set: small, with hashes of their own."""

import gzip
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.datasets import loader
from core.settings.datasets import DATASETS, DatasetName

CLOTHES = DatasetName.FASHION_MNIST
# As an IDX file names the type of its numbers.
UNSIGNED_BYTE = 8


def expect(
    monkeypatch: pytest.MonkeyPatch,
    contents: Mapping[str, bytes],
    dataset: DatasetName = DatasetName.MNIST,
    **facts: object,
) -> None:
    """Have a data set consist of other bytes.

    Args:
        monkeypatch: Undoes it.
        contents: The new bytes of files of the data set, by name.
        dataset: The data set.
        facts: New values of fields of its spec, such as ``url``.
    """
    spec = DATASETS[dataset]
    files = tuple(
        replace(
            file,
            size=len(contents[file.name]),
            sha256=hashlib.sha256(contents[file.name]).hexdigest(),
        )
        if file.name in contents
        else file
        for file in spec.files
    )
    changed = replace(spec, files=files, **facts)  # type: ignore[arg-type]  # as named
    monkeypatch.setitem(DATASETS, dataset, changed)


def idx(array: NDArray[np.uint8]) -> bytes:
    """Return an array as a gzipped IDX file."""
    header = struct.pack(">BBBB", 0, 0, UNSIGNED_BYTE, array.ndim)
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + sizes + array.tobytes(), mtime=0)


def clothes(count: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return images that stand for clothes: each class has a bright bar of its own.

    Returns:
        Images, (count, 28, 28) uint8, and labels, (count,) uint8, all ten in turn.
    """
    random = np.random.default_rng(seed)
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = random.integers(0, 60, (count, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[4:24, 2 * label + 4 : 2 * label + 6] += 180
    return images, labels


def clothes_files(training: int, test: int) -> dict[str, bytes]:
    """Return the four files of a small Fashion-MNIST, by name."""
    (x_train, y_train), (x_test, y_test) = clothes(training, 1), clothes(test, 2)
    return {
        "train-labels-idx1-ubyte.gz": idx(y_train),
        "train-images-idx3-ubyte.gz": idx(x_train),
        "t10k-labels-idx1-ubyte.gz": idx(y_test),
        "t10k-images-idx3-ubyte.gz": idx(x_test),
    }


def put_clothes(
    monkeypatch: pytest.MonkeyPatch, *, training: int = 600, test: int = 200
) -> Path:
    """Put a small Fashion-MNIST into Keras's cache folder, and return its folder."""
    contents = clothes_files(training, test)
    expect(monkeypatch, contents, CLOTHES, training_images=training, test_images=test)
    folder = loader.cache_folder(CLOTHES)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder
