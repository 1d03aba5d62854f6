"""Embeds digits by a network's last hidden layer: nearest digits, PCA and t-SNE maps.

A t-SNE map shows which digits are neighbours and little else: the distance between two
clusters, and their sizes, mean hardly anything. Source: van der Maaten and Hinton,
"Visualizing Data using t-SNE" (2008); Wattenberg, Viégas and Johnson, "How to Use
t-SNE Effectively" (2016).
"""

import errno
import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core import paths, prediction
from core.datasets import loader
from core.errors import DiskFull
from core.explain.activations import LayerActivation
from core.settings.layers import Operation
from core.settings.network import CLASSES
from core.single_flight import single_flight

# File of a run's map, in the run's folder, so that both are removed together.
FILE = "alike.npz"
# Maps in memory, up to 32 MB each; reading one takes 10 ms.
KEPT_STUDIES = 2
# Rows subtracted at once: those of a layer of 128 units stay in the processor's cache.
CHUNK = 256
# Number of neighbours from which a drawing's position on the map is interpolated.
AMONG = 10


class Method(StrEnum):
    """Method that projects a layer's values onto a plane."""

    TSNE = "tsne"
    PCA = "pca"


@dataclass(frozen=True, eq=False)
class EmbeddingMap:
    """The last hidden layer's activations for a data set, and their projections.

    Attributes:
        scale: Largest absolute activation. Features are activations divided by it, so
            that float16 can hold those of any network.
        features: Features of the first training digits, (n, units) float16 in [-1, 1].
        labels: Labels of those training digits, (n,) uint8, 0 to 9.
        test: Indices of the test digits on the map, (m,) int32, ascending.
        test_features: Features of those test digits, (m, units) float16 in [-1, 1].
        test_labels: Labels of those test digits, (m,) uint8, 0 to 9.
        test_answers: The network's answers to those test digits, (m,) uint8, 0 to 9.
        centre: Mean of `test_features`, (units,) float32.
        axes: First two principal components of `test_features`, (2, units) float32.
        share: Share of the variance that the two components explain, 0 to 1.
        pca: Positions of the test digits on the PCA map, (m, 2) float32.
        tsne: Positions of the test digits on the t-SNE map, (m, 2) float32.
    """

    scale: float
    features: NDArray[np.float16]
    labels: NDArray[np.uint8]
    test: NDArray[np.int32]
    test_features: NDArray[np.float16]
    test_labels: NDArray[np.uint8]
    test_answers: NDArray[np.uint8]
    centre: NDArray[np.float32]
    axes: NDArray[np.float32]
    share: float
    pca: NDArray[np.float32]
    tsne: NDArray[np.float32]

    def nearest(self, hidden: NDArray[np.float32], count: int) -> NDArray[np.intp]:
        """Return the indices of the nearest training digits, (count,), nearest first.

        Args:
            hidden: Last hidden layer's activations for a drawing, (units,) float32.
            count: Number of digits to return.
        """
        return _nearest(self.features, self._scaled(hidden), count)[0]

    def place(self, hidden: NDArray[np.float32], method: Method) -> NDArray[np.float32]:
        """Return the position of a drawing on the map, (2,) float32.

        On the PCA map, the drawing is projected like the test digits. t-SNE cannot
        project a new digit, so its position is the mean of its nearest test digits,
        weighted by their inverse distances.

        Args:
            hidden: Last hidden layer's activations for a drawing, (units,) float32.
            method: Method of the map.
        """
        scaled = self._scaled(hidden)
        if method is Method.PCA:
            return np.asarray((scaled - self.centre) @ self.axes.T, np.float32)
        indices, distances = _nearest(self.test_features, scaled, AMONG)
        weights = 1 / np.maximum(distances, 1e-6)
        mean = np.average(self.tsne[indices], axis=0, weights=weights)
        return np.asarray(mean, np.float32)

    def positions(self, method: Method) -> NDArray[np.float32]:
        """Return the positions of the test digits on a map, (m, 2) float32."""
        return self.pca if method is Method.PCA else self.tsne

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Whether the network misreads each test digit of the map, (m,) bool."""
        return np.asarray(self.test_labels != self.test_answers)

    def write(self, path: Path) -> None:
        """Write the map to a file, atomically.

        Raises:
            DiskFull: The disk has no room for the file.
            OSError: The file cannot be written for another reason.
        """
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                np.savez(file, allow_pickle=False, **vars(self))
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            if error.errno != errno.ENOSPC:
                raise
            raise DiskFull(str(path)) from None

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a map from a file that `write` wrote.

        Raises:
            OSError: The file does not exist or cannot be read.
            ValueError: The file is truncated or has other contents.
        """
        names = [field.name for field in fields(cls)]
        try:
            # Opened here, because NumPy does not close a truncated file.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as members:
                arrays: dict[str, Any] = {name: members[name] for name in names}
        except (EOFError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ValueError(str(error)) from error
        _check(arrays)
        for name in ("scale", "share"):
            arrays[name] = float(arrays[name])
        return cls(**arrays)

    def _scaled(self, hidden: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(hidden / self.scale, np.float32)


def _nearest(
    features: NDArray[np.float16], wanted: NDArray[np.float32], count: int
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the indices of the nearest rows by Euclidean distance, and the distances.

    Args:
        features: (n, units) float16.
        wanted: (units,) float32.
        count: Number of rows to return.
    """
    squares = np.empty(len(features), np.float32)
    for start in range(0, len(features), CHUNK):
        # Not expanded to |a|² - 2ab + |b|², which is faster but leaves only rounding
        # errors for two rows that are nearly equal.
        difference = features[start : start + CHUNK] - wanted
        squares[start : start + CHUNK] = np.einsum("ij,ij->i", difference, difference)
    indices = np.argsort(squares, kind="stable")[:count]
    return indices, np.sqrt(squares[indices])


def _check(arrays: dict[str, Any]) -> None:
    """Raise ValueError if the arrays do not make a valid map."""
    units = arrays["centre"].size
    digits, shown = arrays["labels"].size, arrays["test"].size
    expected: dict[str, tuple[type, tuple[int, ...]]] = {
        "scale": (np.float64, ()),
        "features": (np.float16, (digits, units)),
        "labels": (np.uint8, (digits,)),
        "test": (np.int32, (shown,)),
        "test_features": (np.float16, (shown, units)),
        "test_labels": (np.uint8, (shown,)),
        "test_answers": (np.uint8, (shown,)),
        "centre": (np.float32, (units,)),
        "axes": (np.float32, (2, units)),
        "share": (np.float64, ()),
        "pca": (np.float32, (shown, 2)),
        "tsne": (np.float32, (shown, 2)),
    }
    for name, (dtype, shape) in expected.items():
        array = arrays[name]
        if array.dtype != dtype or array.shape != shape:
            raise ValueError(f"{name} is {array.dtype} {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError(f"{name} is not finite")
    for name in ("labels", "test_labels", "test_answers"):
        if (arrays[name] >= CLASSES).any():
            raise ValueError(f"{name} are no digits")


def penultimate_activations(layers: Sequence[LayerActivation]) -> NDArray[np.float32]:
    """Return the input of the output layer, (units,) float32.

    Args:
        layers: Activations of all layers for one drawing.
    """
    last = next(
        layer
        for layer in reversed(layers)
        if layer.operation is Operation.DENSE and layer.values.size == CLASSES
    )
    return last.given.reshape(-1)


@dataclass(frozen=True)
class EmbeddingRequest:
    """A map that a visitor asks for.

    Attributes:
        keras_path: Path of the network's ``.keras`` file.
        source: Data set of the map.
        path: Path of the map's file.
    """

    keras_path: Path
    source: loader.Source
    path: Path

    @classmethod
    def of_shipped(cls, source: loader.Source) -> Self:
        """Return the request for a map of the network that Trazo ships with."""
        name = f"{source}-{_shipped_digest()}.npz"
        return cls(
            prediction.SHIPPED_KERAS_PATH,
            source,
            paths.home_folder() / "studies" / name,
        )

    def keras_file(self) -> bytes:
        """Return the bytes of the network's ``.keras`` file.

        Raises:
            NetworkGone: The file no longer exists.
        """
        return paths.read_network(self.keras_path)


@single_flight(1)
def _shipped_digest() -> str:
    """Return a digest of the shipped network, which differs between versions."""
    return hashlib.sha256(prediction.SHIPPED_KERAS_PATH.read_bytes()).hexdigest()[:16]


def load_cached(path: Path) -> EmbeddingMap | None:
    """Return the map in a file, from a cache if possible; None if it is not valid."""
    try:
        return _kept(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@single_flight(KEPT_STUDIES)
def _kept(path: Path, mtime_ns: int) -> EmbeddingMap | None:
    """Read a file once for each of its versions, which the time identifies."""
    try:
        return EmbeddingMap.read(path)
    except ValueError:
        return None
