"""Drawings of signs by hands that do not exist, split by hand like a class by writer.

A hand has forms, proportions and a slant of its own, which it keeps, and each of its
drawings differs a little from the last. Half of the hands write letters and common
symbols like a handwriting font. Nobody's drawings are behind them: what is measured
with them is confirmed with `real_digits`, which people wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from core.rooms import sign_image, sign_lines, signs
from scripts.handwriting import collected_digits, fonts, pen
from scripts.handwriting.synthetic_digits import Chance

FORMS = Path(__file__).with_name("sign_forms.txt")
# Between hands and within one. A hand's own way of each sign is varied the more.
HABIT = pen.Variation(rotation=5, shear=0.12, aspect=0.18, bend=0.03, stroke=0.03)
DAILY = pen.Variation(rotation=3, shear=0.04, aspect=0.07, bend=0.015, stroke=0.015)
# Characters of the fonts for signs that are no letters.
CHARACTERS = {
    "plus": "+",
    "times": "×",
    "divide": "÷",
    "equals": "=",
    "question": "?",
    "exclamation": "!",
    "hash": "#",
    "at": "@",
    "ampersand": "&",
    "percent": "%",
    "euro": "€",
    "dollar": "$",
}
THINNEST, THICKEST = 8, 26


class Drawings(NamedTuple):
    """Drawings of a class.

    Attributes:
        images: (n, 28, 28) uint8, as networks see them.
        labels: (n,) uint8, places in the list of signs.
        writers: (n,) uint8, numbers of the hands.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    writers: NDArray[np.uint8]


@dataclass
class Hand:
    """Somebody who draws signs.

    Attributes:
        chance: Random numbers of this hand.
        font: How it writes the characters that a font has; empty for a hand that
            draws everything itself.
        brush: Width of its pen, in pixels of the canvas.
    """

    chance: Chance
    font: dict[str, fonts.Lines] = field(default_factory=dict)
    brush: int = pen.USUAL_BRUSH
    _ways: dict[str, fonts.Lines] = field(default_factory=dict)

    def picture(self, name: str) -> NDArray[np.uint8]:
        """Draw a sign once more, (260, 260, 4) uint8, as the canvas sends it.

        Args:
            name: Id of the sign.
        """
        way = self._ways.get(name)
        if way is None:
            way = self._ways[name] = pen.varied(self._form(name), self.chance, HABIT)
        grey = pen.picture(
            pen.varied(way, self.chance, DAILY), self.chance, self._pen()
        )
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGBA), np.uint8)

    def _form(self, name: str) -> fonts.Lines:
        written = self.font.get(CHARACTERS.get(name, name))
        if written is not None:
            return written
        ways = forms(name)
        return ways[int(self.chance.integers(len(ways)))]

    def _pen(self) -> int:
        # Few pupils look for another pen than the first.
        return max(THINNEST, self.brush + int(self.chance.integers(-1, 2)))


def forms(name: str) -> list[fonts.Lines]:
    """Return how a sign may be drawn: the catalogue's way first.

    Args:
        name: Id of the sign.
    """
    rows = FORMS.read_text(encoding="utf-8").splitlines()
    others = [row.partition(": ")[2] for row in rows if row.startswith(f"{name}: ")]
    ways = [signs.catalogue()[name].lines, *map(sign_lines.parse, others)]
    return [[np.array(line, float) for line in way] for way in ways]


def hands(count: int, seed: int, folder: Path | None = None) -> list[Hand]:
    """Return hands, no two of them alike.

    Args:
        count: How many.
        seed: Other seeds, other hands.
        folder: Folder of `fonts.fetch`, of which every second hand takes a font; None
            for hands without fonts.
    """
    chance = np.random.default_rng([seed, count])
    made = []
    known = [] if folder is None else _fonts_in(folder)
    order = chance.permutation(len(known))
    wanted = [*(chr(letter) for letter in range(ord("A"), ord("Z") + 1)), "Ñ"]
    for number in range(count):
        font: dict[str, fonts.Lines] = {}
        if folder is not None and number % 2:
            name = known[order[(number // 2) % len(known)]]
            font = fonts.glyphs(folder, name, [*wanted, *CHARACTERS.values()])
        usual = chance.random() < 0.7
        brush = pen.USUAL_BRUSH if usual else int(chance.integers(THINNEST, THICKEST))
        made.append(Hand(np.random.default_rng([seed, count, number]), font, brush))
    return made


def drawn(names: Sequence[str], writers: Sequence[Hand], times: int) -> Drawings:
    """Have each hand draw each sign a number of times.

    Args:
        names: Ids of the signs, in the order of their labels.
        writers: Who draws.
        times: How often.
    """
    images, labels, numbers = [], [], []
    for number, hand in enumerate(writers):
        for label, name in enumerate(names):
            for _ in range(times):
                images.append(sign_image.image_of(hand.picture(name)))
                labels.append(label)
                numbers.append(number)
    return _as_drawings(images, labels, numbers)


def real_digits(writers: Sequence[int], times: int, seed: int) -> Drawings:
    """Return digits that people wrote, as if a class had drawn them as its signs.

    Args:
        writers: Numbers of the writers, 1 to 30.
        times: How many of each digit by each of them.
        seed: Chooses the drawings.
    """
    chance = np.random.default_rng(seed)
    written = list(collected_digits.pen_strokes())
    images, labels, numbers = [], [], []
    for number, writer in enumerate(writers):
        for label in range(10):
            own = [
                each for each in written if (each.writer, each.label) == (writer, label)
            ]
            for place in chance.permutation(len(own))[:times]:
                grey = pen.picture(own[place].strokes, chance, pen.USUAL_BRUSH)
                rgba = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGBA), np.uint8)
                images.append(sign_image.image_of(rgba))
                labels.append(label)
                numbers.append(number)
    return _as_drawings(images, labels, numbers)


def _as_drawings(
    images: Sequence[NDArray[np.uint8]], labels: Sequence[int], writers: Sequence[int]
) -> Drawings:
    return Drawings(
        np.stack(images), np.array(labels, np.uint8), np.array(writers, np.uint8)
    )


def _fonts_in(folder: Path) -> list[str]:
    return [name for name in fonts.NAMES if fonts.path_of(folder, name).exists()]
