"""The test sets of the networks: digits that people wrote, and non-digits."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import prediction
from core.datasets import loader
from core.errors import EmptyDrawing
from core.prediction import Predictor
from core.preprocessing import mnist_format
from core.settings.network import CLASSES, SIDE
from scripts.handwriting import collected_digits, pen, synthetic_digits, training_set
from scripts.handwriting.synthetic_digits import Chance, Line
from scripts.handwriting.training_set import VARIATION, Kind, Stock

SEED = 99
STYLED = 2000
LETTERS = 4000
OTHERS = 3000
# Answer of `answers` for a picture that the network rejects.
REFUSED = CLASSES


class Pictures(NamedTuple):
    """Unprocessed pictures, (height, width) uint8, and their labels, (n,)."""

    pictures: list[NDArray[np.uint8]]
    labels: NDArray[np.int64]


def mnist() -> Pictures:
    """Return MNIST's test digits, unchanged: light on dark, 28×28."""
    images, labels = loader.test_digits(loader.Source.MNIST)
    return Pictures(list(images), labels.astype(np.int64))


def writers() -> Pictures:
    """Return the six test writers' digits, drawn unvaried with the default pen."""
    chance = np.random.default_rng(SEED)
    written = [
        drawing
        for drawing in collected_digits.pen_strokes()
        if drawing.writer in collected_digits.UNSEEN_WRITERS
    ]
    return Pictures(
        [pen.picture(drawing.strokes, chance, pen.USUAL_BRUSH) for drawing in written],
        np.array([drawing.label for drawing in written]),
    )


def drawn() -> Pictures:
    """Return a thousand digits that one author drew on a screen."""
    images, labels = collected_digits.drawn()
    return Pictures(list(images), labels.astype(np.int64))


def canvas() -> Pictures:
    """Return ten unprocessed canvas drawings."""
    found = list(collected_digits.canvas_pictures())
    return Pictures([picture for picture, _ in found], np.array([n for _, n in found]))


def styles() -> Pictures:
    """Return `synthetic_digits` in European styles, with another seed than training."""
    chance = np.random.default_rng(SEED + 1)
    labels = np.arange(STYLED) % CLASSES
    return Pictures(
        [
            pen.picture(
                pen.varied(
                    synthetic_digits.write(int(label), chance), chance, VARIATION
                ),
                chance,
            )
            for label in labels
        ],
        labels,
    )


DIGITS = {
    "mnist": mnist,
    "writers": writers,
    "drawn": drawn,
    "canvas": canvas,
    "styles": styles,
}


def letter(stock: Stock, chance: Chance) -> tuple[list[Line], int]:
    """Return a varied letter or sign of a font."""
    return pen.varied(stock.letter(chance), chance, VARIATION), Kind.LETTER


def other(stock: Stock, chance: Chance) -> tuple[list[Line], int]:
    """Return a varied non-digit that is no letter."""
    while True:
        lines, kind = training_set.no_digit(stock, chance)
        if kind != Kind.LETTER:
            return lines, kind


def no_digits(folder: Path) -> Iterator[tuple[str, training_set.Drawings]]:
    """Yield drawings to be rejected, from fonts and writers that are not in training.

    Args:
        folder: Folder of the fonts.
    """
    stock = training_set.stock(folder, unseen=True)
    yield "letters", training_set.drawings(letter, stock, LETTERS, SEED + 2)
    yield "others", training_set.drawings(other, stock, OTHERS, SEED + 3)


def prepared(name: str, pictures: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Preprocess a collection as the app does: (n, 28, 28) float32 in [0, 1].

    MNIST's images are only scaled, since they are preprocessed already. A picture in
    which the app finds no ink is all 0.
    """
    if name == "mnist":
        return (np.stack(pictures) / 255).astype(np.float32)
    images = np.zeros((len(pictures), SIDE, SIDE), np.float32)
    for image, picture in zip(images, pictures, strict=True):
        with contextlib.suppress(EmptyDrawing):
            image[:] = mnist_format.to_mnist(picture)
    return images


def answers(network: Predictor, images: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return a network's answer to each image, (n,): a digit or `REFUSED`."""
    chosen: NDArray[np.intp] = network.probabilities(images).argmax(axis=1)
    refused = network.no_digits(images).sum(axis=1) > prediction.REFUSED_ABOVE
    chosen[refused] = REFUSED
    return chosen
