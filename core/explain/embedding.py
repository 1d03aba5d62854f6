"""What a network takes a drawing for: digits near it in its last hidden layer.

The map shows who is whose neighbour and little else: how far apart two of its clouds
are, and how large they are, says hardly anything. Source: van der Maaten and Hinton,
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

# Of a run, in its folder, so that it goes with it.
FILE = "alike.npz"
# Studies in memory at once, up to 32 MB each; reading one takes 10 ms.
KEPT_STUDIES = 2
# Features in one difference: those of 128 units stay in the processor's cache.
CHUNK = 256
# Digits of the map that a drawing is placed among.
AMONG = 10


class Method(StrEnum):
    """How the map lays a layer's many numbers into a plane."""

    TSNE = "tsne"
    PCA = "pca"


@dataclass(frozen=True, eq=False)
class EmbeddingMap:
    """What a network makes of MNIST in its last hidden layer.

    Attributes:
        scale: The largest number of the layer: features are divided by it, so that
            float16 holds those of any network.
        features: Of the first training digits, (n, units) float16 in [-1, 1].
        labels: Theirs, (n,) uint8, 0 to 9.
        test: Which test digits are on the map, (m,) int32, ascending.
        test_features: Theirs, (m, units) float16 in [-1, 1].
        test_labels: What their writers meant, (m,) uint8.
        test_answers: What the network reads, (m,) uint8.
        centre: Mean of `test_features`, (units,) float32.
        axes: The two directions in which they differ most, (2, units) float32.
        share: How much of their variance those two hold, 0 to 1.
        pca: Where they are on the map of the two axes, (m, 2) float32.
        tsne: Where they are on the map of t-SNE, (m, 2) float32.
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
        """Return the places of the nearest training digits, the nearest first.

        Args:
            hidden: The layer's numbers for a drawing, as of `hidden`.
            count: How many.
        """
        return _nearest(self.features, self._scaled(hidden), count)[0]

    def place(self, hidden: NDArray[np.float32], method: Method) -> NDArray[np.float32]:
        """Return where a drawing belongs on the map, (2,) float32.

        On PCA's it is projected as the test digits were. t-SNE has no rule for a digit
        that was not there: it stands amid the nearest of those that were, the nearer
        ones counting more.

        Args:
            hidden: The layer's numbers for the drawing, as of `hidden`.
            method: Which map.
        """
        scaled = self._scaled(hidden)
        if method is Method.PCA:
            return np.asarray((scaled - self.centre) @ self.axes.T, np.float32)
        places, distances = _nearest(self.test_features, scaled, AMONG)
        weights = 1 / np.maximum(distances, 1e-6)
        mean = np.average(self.tsne[places], axis=0, weights=weights)
        return np.asarray(mean, np.float32)

    def positions(self, method: Method) -> NDArray[np.float32]:
        """Return where the test digits are on a map, (m, 2)."""
        return self.pca if method is Method.PCA else self.tsne

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which digits of the map the network reads wrong, (m,)."""
        return np.asarray(self.test_labels != self.test_answers)

    def write(self, path: Path) -> None:
        """Keep it in a file, whole or not at all.

        Raises:
            DiskFull: There is no room for it.
            OSError: It cannot be written there for another reason.
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
        """Read what `write` kept.

        Raises:
            OSError: There is no such file.
            ValueError: It is cut short, or holds something else.
        """
        names = [field.name for field in fields(cls)]
        try:
            # Opened here: of a file that is cut short NumPy forgets to let go.
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
    """Return the places of the nearest by Euclidean distance, and their distances."""
    squares = np.empty(len(features), np.float32)
    for start in range(0, len(features), CHUNK):
        # Not by the sum of products, which is sooner done: of two that are nearly
        # alike it leaves nothing but rounding.
        apart = features[start : start + CHUNK] - wanted
        squares[start : start + CHUNK] = np.einsum("ij,ij->i", apart, apart)
    places = np.argsort(squares, kind="stable")[:count]
    return places, np.sqrt(squares[places])


def _check(arrays: dict[str, Any]) -> None:
    """Raise ValueError where the arrays are not those of a study."""
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
    """Return what the dense layer of the ten digits is given, (units,) float32.

    Args:
        layers: Of `core.explain.activations`, for one drawing.
    """
    last = next(
        layer
        for layer in reversed(layers)
        if layer.operation is Operation.DENSE and layer.values.size == CLASSES
    )
    return last.given.reshape(-1)


@dataclass(frozen=True)
class EmbeddingRequest:
    """A study that somebody wants to look at.

    Attributes:
        keras_path: The network's file.
        source: The digits that it is asked about.
        path: Where the study is kept.
    """

    keras_path: Path
    source: loader.Source
    path: Path

    @classmethod
    def of_shipped(cls, source: loader.Source) -> Self:
        """Return that of the network that comes with Trazo."""
        name = f"{source}-{_shipped_digest()}.npz"
        return cls(
            prediction.SHIPPED_KERAS_PATH,
            source,
            paths.home_folder() / "studies" / name,
        )

    def keras_file(self) -> bytes:
        """Return the network's file.

        Raises:
            NetworkGone: It is no longer there.
        """
        return paths.read_network(self.keras_path)


@single_flight(1)
def _shipped_digest() -> str:
    """Name the shipped network: another version of Trazo may bring another."""
    return hashlib.sha256(prediction.SHIPPED_KERAS_PATH.read_bytes()).hexdigest()[:16]


def load_cached(path: Path) -> EmbeddingMap | None:
    """Return the study in a file; None where there is none that is whole."""
    try:
        return _kept(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@single_flight(KEPT_STUDIES)
def _kept(path: Path, mtime_ns: int) -> EmbeddingMap | None:
    """Read a file once for each of its versions."""
    try:
        return EmbeddingMap.read(path)
    except ValueError:
        return None
