"""Digits that real people wrote, from the development data next to the project.

`shared/data/README.md` lists the author and licence of each collection.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FOLDER = Path(__file__).parents[3] / "shared" / "data"
# Every fifth of the thirty writers, kept for testing.
UNSEEN_WRITERS = frozenset({5, 10, 15, 20, 25, 30})

Strokes = list[NDArray[np.float64]]


@dataclass(frozen=True)
class Written:
    """A digit as a pen's trajectory.

    Attributes:
        label: Digit that the writer meant, 0 to 9.
        strokes: Points of each stroke, (n, 2), y down.
        writer: Number of the writer, 1 to 30.
    """

    label: int
    strokes: Strokes
    writer: int


def pen_strokes(folder: Path = FOLDER) -> Iterator[Written]:
    """Read the pen trajectories in the order of the file.

    Source: Alpaydin and Alimoglu, "Pen-Based Recognition of Handwritten Digits", UCI
    (CC BY 4.0).
    """
    with np.load(folder / "pen_strokes_train.npz") as file:
        points = file["points"].astype(np.float64)
        lengths = file["stroke_len"].astype(int)
        counts = file["n_strokes"].astype(int)
        labels, writers = file["labels"].astype(int), file["writer"].astype(int)
    strokes = np.split(points, np.cumsum(lengths)[:-1])
    first = 0
    for label, count, writer in zip(labels, counts, writers, strict=True):
        yield Written(int(label), strokes[first : first + count], int(writer))
        first += count


def drawn(folder: Path = FOLDER) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a thousand digits that one author drew on a screen.

    Returns:
        Images, (1000, 28, 28) uint8, and labels, (1000,) uint8.

    Source: niklashenning/hwd-1000-dataset (MIT).
    """
    with np.load(folder / "drawn_1000.npz") as file:
        return file["images"], file["labels"]


def canvas_pictures(folder: Path = FOLDER) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Read unprocessed canvas drawings and their labels.

    Source: 7eraflops/mnist-digit-recognition (MIT).
    """
    for path in sorted((folder / "canvas_png").glob("*.png")):
        with Image.open(path) as picture:
            yield np.asarray(picture.convert("RGBA")), int(path.stem.rpartition("_")[2])
