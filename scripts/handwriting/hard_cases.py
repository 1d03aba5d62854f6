"""Test sets of drawings that are easily misread: by appearance and by style.

None of them is in training: the writers and fonts are those kept for testing, `drawn`
and `canvas` are other people's, and the synthetic styles have another seed.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scripts.handwriting import (
    appearances,
    collected_digits,
    pen,
    rare_styles,
    test_sets,
    training_set,
)
from scripts.handwriting.appearances import APPEARANCES, WHITE
from scripts.handwriting.rare_styles import STYLES, Style
from scripts.handwriting.synthetic_digits import Chance, Line
from scripts.handwriting.test_sets import SEED, Pictures
from scripts.handwriting.training_set import STIFF, Drawings, Kind, Stock

STYLED = 1000
# Ten digits have this style, one has any other.
ANGULAR = 2000
OTHERS = 1000
THIN = "thin"


def digits() -> Iterator[tuple[str, Pictures]]:
    """Yield each test set of digits and its name."""
    for place, name in enumerate(APPEARANCES):
        yield name, appearance(name, np.random.default_rng([SEED, 1, place]))
    yield "straight lines", straight(np.random.default_rng([SEED, 2]))
    yield from styles()


def styles() -> Iterator[tuple[str, Pictures]]:
    """Yield the digits of each rare style and its name."""
    for place, (name, style) in enumerate(STYLES.items()):
        count = ANGULAR if name == "angular" else STYLED
        yield name, styled(style, count, np.random.default_rng([SEED, 3, place]))


def appearance(name: str, chance: Chance) -> Pictures:
    """Return the test writers' digits and other people's in an appearance.

    Args:
        name: Name of the appearance, one of `APPEARANCES`.
        chance: Random number generator.
    """
    draw = APPEARANCES[name]
    pictures, labels = [], []
    for drawing in _unseen():
        pictures.append(draw(drawing.strokes, chance, None))
        labels.append(drawing.label)
    # Nothing is thinner than the lines of a picture that is drawn already.
    for picture, label in [] if name == THIN else _drawn():
        pictures.append(appearances.of_picture(name, picture, chance))
        labels.append(label)
    return Pictures(pictures, np.array(labels))


def straight(chance: Chance) -> Pictures:
    """Return the test writers' digits, their curves replaced by straight lines."""
    written = list(_unseen())
    return Pictures(
        [
            pen.picture(rare_styles.straightened(drawing.strokes, chance), chance)
            for drawing in written
        ],
        np.array([drawing.label for drawing in written]),
    )


def styled(style: Style, count: int, chance: Chance) -> Pictures:
    """Return digits of a style, drawn with any pen of the canvas."""
    pictures, labels = [], []
    for _ in range(count):
        lines, label = style(chance)
        pictures.append(pen.picture(pen.varied(lines, chance, STIFF), chance))
        labels.append(label)
    return Pictures(pictures, np.array(labels))


def no_digits(folder: Path) -> Iterator[tuple[str, Drawings]]:
    """Yield test sets of drawings to be refused, and their names.

    Args:
        folder: Folder of the fonts.
    """
    stock = training_set.stock(folder, unseen=True)
    for name, make in (("letters", test_sets.letter), ("others", test_sets.other)):
        for place, look in enumerate(APPEARANCES):
            yield (
                f"{name}, {look}",
                training_set.drawings(
                    make, stock, OTHERS, SEED + 10 + place, _Drawn(look)
                ),
            )
    yield (
        "angular letters",
        training_set.drawings(_angular_letter, stock, STYLED, SEED + 20),
    )


class _Drawn:
    """Draws a non-digit in an appearance; processes can be sent it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(
        self, lines: pen.Lines, _kind: int, chance: Chance
    ) -> appearances.Picture:
        brush = int(chance.choice(training_set.THIN_BRUSHES))
        return APPEARANCES[self._name](lines, chance, brush)


def _angular_letter(_stock: Stock, chance: Chance) -> tuple[list[Line], int]:
    lines = rare_styles.angular_letter(chance)
    return pen.varied(lines, chance, STIFF), Kind.LETTER


def _unseen() -> Iterator[collected_digits.Written]:
    for drawing in collected_digits.pen_strokes():
        if drawing.writer in collected_digits.UNSEEN_WRITERS:
            yield drawing


def _drawn() -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield the pictures of `drawn` and `canvas`, dark on white, and their labels."""
    for image, label in zip(*collected_digits.drawn(), strict=True):
        yield WHITE - image, int(label)
    for picture, label in collected_digits.canvas_pictures():
        # Both are light on dark.
        yield WHITE - picture[..., 0], label
