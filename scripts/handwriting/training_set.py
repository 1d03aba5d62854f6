"""The shipped network's training set: MNIST, pen strokes, fonts, and non-digits."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from core.datasets import loader
from core.errors import EmptyDrawing
from core.preprocessing import mnist_format
from core.settings.network import CLASSES, SIDE
from scripts.handwriting import (
    appearances,
    collected_digits,
    fonts,
    pen,
    rare_styles,
    synthetic_digits,
    synthetic_nondigits,
)
from scripts.handwriting.synthetic_digits import Chance, Line

PROCESSES = 2
CHUNK = 1000
VARIATION = pen.Variation()
# A narrower box is a 0 of straight lines.
NARROWEST_BOX = 1.2
# For digits of straight lines, which stay straight.
STIFF = pen.Variation(rotation=5, shear=0.1, bend=0.01, stroke=0.01)
DIGITS = "0123456789"
BRIGHTEST = 255
# Scale at which the middle line of an MNIST digit is found.
TRACED_LARGER = 4
# A wider pen would make a blot of a letter and a ring of a scribble.
THIN_BRUSHES = range(4, 19)


class Kind(IntEnum):
    """A kind of non-digit; the value is its class number."""

    LETTER = 10
    SCRIBBLE = 11
    SEVERAL = 12
    FRAGMENT = 13


class Drawings(NamedTuple):
    """Preprocessed images, (n, 28, 28) uint8, and their classes, (n,)."""

    images: NDArray[np.uint8]
    classes: NDArray[np.uint8]


@dataclass(frozen=True)
class Stock:
    """The sources that drawings are made from.

    Attributes:
        written: Pen trajectories of digits.
        glyphs: Characters of each font, as lines.
        scanned: MNIST's training digits; none for testing.
    """

    written: Sequence[collected_digits.Written]
    glyphs: Sequence[dict[str, list[Line]]]
    scanned: Drawings

    def digit(self, chance: Chance) -> tuple[list[Line], int]:
        """Return an unvaried digit: a pen's, a font's or a synthetic one."""
        source = chance.random()
        if source < 0.5:
            drawing = self.written[int(chance.integers(len(self.written)))]
            return list(drawing.strokes), drawing.label
        label = int(chance.integers(CLASSES))
        font = self.glyphs[int(chance.integers(len(self.glyphs)))]
        if source < 0.65 and DIGITS[label] in font:
            return font[DIGITS[label]], label
        return synthetic_digits.write(label, chance), label

    def traced(self, chance: Chance) -> tuple[list[Line], int]:
        """Return the middle lines of one of MNIST's digits, which people wrote."""
        place = int(chance.integers(len(self.scanned.classes)))
        image = cv2.resize(
            self.scanned.images[place],
            None,
            fx=TRACED_LARGER,
            fy=TRACED_LARGER,
            interpolation=cv2.INTER_CUBIC,
        )
        mask = image > BRIGHTEST // 2
        return fonts.skeleton(mask), int(self.scanned.classes[place])

    def letter(self, chance: Chance) -> list[Line]:
        """Return an unvaried letter or symbol of a font."""
        font = self.glyphs[int(chance.integers(len(self.glyphs)))]
        names = [name for name in font if name not in DIGITS]
        return font[names[int(chance.integers(len(names)))]]


def stock(folder: Path, *, unseen: bool = False) -> Stock:
    """Return the sources for training, or those kept for testing.

    Args:
        folder: Folder of the fonts.
        unseen: Whether to return the writers and fonts that are not in training.
    """
    written = [
        drawing
        for drawing in collected_digits.pen_strokes()
        if (drawing.writer in collected_digits.UNSEEN_WRITERS) == unseen
    ]
    names = [name for name in fonts.NAMES if (name in fonts.UNSEEN) == unseen]
    characters = DIGITS + fonts.LETTERS + fonts.SYMBOLS
    glyphs = [fonts.glyphs(folder, name, characters) for name in names]
    dataset = loader.load(loader.Source.MNIST)
    last = 0 if unseen else len(dataset.y_train)
    scanned = Drawings(dataset.x_train[:last], dataset.y_train[:last])
    return Stock(written, glyphs, scanned)


def digit(stock: Stock, chance: Chance) -> tuple[list[Line], int]:
    """Return a varied digit and its label."""
    lines, label = stock.digit(chance)
    return pen.varied(lines, chance, VARIATION), label


def no_digit(
    stock: Stock, chance: Chance, narrowest_box: float = 0.5
) -> tuple[list[Line], int]:
    """Return a varied non-digit and its kind."""
    kind = chance.random()
    if kind < 0.55:
        return pen.varied(stock.letter(chance), chance, VARIATION), Kind.LETTER
    if kind < 0.75:
        lines = (
            synthetic_nondigits.scribble(chance)
            if chance.random() < 0.6
            else synthetic_nondigits.picture(chance, narrowest_box)
        )
        return pen.varied(lines, chance, VARIATION), Kind.SCRIBBLE
    if kind < 0.83:
        pair: dict[int, list[Line]] = {}
        while len(pair) < 2:
            lines, label = digit(stock, chance)
            if label in synthetic_nondigits.CROSSING:
                pair[label] = lines
        return synthetic_nondigits.crossing(list(pair.values()), chance), Kind.SEVERAL
    if kind < 0.9:
        count = int(chance.integers(2, 4))
        some = [digit(stock, chance)[0] for _ in range(count)]
        return synthetic_nondigits.row(some, chance), Kind.SEVERAL
    return pen.varied(
        synthetic_nondigits.fragment(chance), chance, VARIATION
    ), Kind.FRAGMENT


def hard_digit(stock: Stock, chance: Chance) -> tuple[list[Line], int]:
    """Return a varied digit, half of the time in a style that is easily misread."""
    kind = chance.random()
    if kind < 0.5:
        names = list(rare_styles.STYLES)
        # As many as of three other styles: it has ten digits, the others have one.
        place = max(0, int(chance.integers(-2, len(names))))
        lines, label = rare_styles.STYLES[names[place]](chance)
        return pen.varied(lines, chance, STIFF), label
    if kind < 0.65:
        lines, label = stock.traced(chance)
        return pen.varied(lines, chance, VARIATION), label
    lines, label = stock.digit(chance)
    if kind < 0.75 and len(lines) <= pen.MOST_STROKES:
        lines = rare_styles.straightened(lines, chance)
        return pen.varied(lines, chance, STIFF), label
    return pen.varied(lines, chance, VARIATION), label


def hard_no_digit(stock: Stock, chance: Chance) -> tuple[list[Line], int]:
    """Return a varied non-digit and its kind, sometimes a letter of straight lines."""
    if chance.random() < 0.15:
        return pen.varied(
            rare_styles.angular_letter(chance), chance, STIFF
        ), Kind.LETTER
    return no_digit(stock, chance, NARROWEST_BOX)


def on_canvas(lines: pen.Lines, kind: int, chance: Chance) -> NDArray[np.uint8]:
    """Draw on the app's canvas, a non-digit with a thin pen."""
    brush = None if kind < CLASSES else int(chance.choice(THIN_BRUSHES))
    return pen.picture(lines, chance, brush)


def in_any_way(lines: pen.Lines, kind: int, chance: Chance) -> NDArray[np.uint8]:
    """Draw on the canvas, or small, soft, grey or thin."""
    if chance.random() < 0.25:
        return on_canvas(lines, kind, chance)
    names = list(appearances.APPEARANCES)
    draw = appearances.APPEARANCES[names[int(chance.integers(len(names)))]]
    brush = None if kind < CLASSES else int(chance.choice(THIN_BRUSHES))
    return draw(lines, chance, brush)


Maker = Callable[[Stock, Chance], tuple[list[Line], int]]
Look = Callable[[pen.Lines, int, Chance], NDArray[np.uint8]]


def drawings(
    make: Maker, stock: Stock, count: int, seed: int, look: Look = on_canvas
) -> Drawings:
    """Make many drawings on all cores; the same seed gives the same drawings."""
    chunks = [(seed, number) for number in range(-(-count // CHUNK))]
    # Sent to each process only once: sending takes longer than drawing a chunk.
    # Spawned: OpenCV waits for ever in the fork of a process that has used its threads.
    with ProcessPoolExecutor(
        PROCESSES,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_take_stock,
        initargs=(stock,),
    ) as processes:
        parts = list(processes.map(partial(_chunk, make, look), chunks))
    return Drawings(
        np.concatenate([part.images for part in parts])[:count],
        np.concatenate([part.classes for part in parts])[:count],
    )


# Arguments of each process of the pool, set at its start.
_passed_on: list[Stock] = []


def _take_stock(stock: Stock) -> None:
    _passed_on.append(stock)
    cv2.setNumThreads(1)


def _chunk(make: Maker, look: Look, seed: tuple[int, int]) -> Drawings:
    chance = np.random.default_rng(seed)
    images = np.empty((CHUNK, SIDE, SIDE), np.uint8)
    classes = np.empty(CHUNK, np.uint8)
    for place in range(CHUNK):
        lines, kind = make(_passed_on[0], chance)
        try:
            image = mnist_format.to_mnist(look(lines, kind, chance))
        except EmptyDrawing:
            # A faint dot, of which no ink is left.
            image = mnist_format.to_mnist(on_canvas(lines, kind, chance))
        images[place], classes[place] = np.round(image * 255), kind
    return Drawings(images, classes)


def warped(
    images: NDArray[np.uint8], chance: Chance, strength: float = 1.0
) -> NDArray[np.uint8]:
    """Rotate, shear, stretch, bend, and thicken or thin each image at random.

    Args:
        images: (n, 28, 28) uint8, ink bright.
        chance: Random number generator.
        strength: Amount of change; 1 is as much as between two people's handwriting.

    Returns:
        (n, 28, 28) uint8.

    Source: Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural
    Networks Applied to Visual Document Analysis" (2003), for the bending.
    """
    count = len(images)
    angle = np.radians(chance.normal(0, 7 * strength, count))
    shear = chance.normal(0, 0.12 * strength, count)
    wide, high = np.exp(chance.normal(0, 0.09 * strength, (2, count)))
    shift = chance.normal(0, 0.7 * strength, (2, count))
    thickness = chance.normal(0, 0.45 * strength, count)
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    middle = (SIDE - 1) / 2
    y, x = rows - middle, columns - middle
    bend = chance.normal(0, 0.75 * strength, (count, 2, 5, 5)).astype(np.float32)
    kernel = np.ones((3, 3), np.uint8)
    out = np.empty_like(images)
    for place, image in enumerate(images):
        cos, sin = np.cos(angle[place]), np.sin(angle[place])
        sheared = x + shear[place] * y
        from_x = wide[place] * (cos * sheared - sin * y) + middle + shift[0, place]
        from_y = high[place] * (sin * sheared + cos * y) + middle + shift[1, place]
        for offset, target in zip(bend[place], (from_x, from_y), strict=True):
            target += cv2.resize(offset, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        way = abs(thickness[place])
        change = cv2.dilate if thickness[place] > 0 else cv2.erode
        other = change(image, kernel)
        way = min(way, 1.0) if thickness[place] > 0 else min(way, 0.6)
        image = cv2.addWeighted(image, 1 - way, other, way, 0)
        cv2.remap(
            image,
            from_x.astype(np.float32),
            from_y.astype(np.float32),
            cv2.INTER_LINEAR,
            dst=out[place],
        )
        brightest = int(out[place].max())
        if 0 < brightest < BRIGHTEST:
            cv2.convertScaleAbs(out[place], dst=out[place], alpha=BRIGHTEST / brightest)
    return out
