"""Numbers and marks as people draw them, to fit and to measure how they are read.

What is drawn for measuring comes from other writers and from another seed than what is
drawn for fitting.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.preprocessing.marks import Mark
from scripts.handwriting import (
    collected_digits,
    pen,
    synthetic_digits,
    synthetic_nondigits,
)
from scripts.handwriting.synthetic_digits import Chance, Line, ellipse, straight

PENS, HEIGHTS, GAPS = (8, 14, 20), (70, 110, 150), (0.15, 0.35, 0.7)
# Numbers with a 1, which most people write as a plain stroke.
WITH_ONE = (*range(10, 20), 21, 31, 41, 51, 61, 71, 81, 91)
MARGIN = 30
PAPER = 255
LEAST_SIDE = 260
# A line through the paper is longer than the picture.
BEYOND = 3
VARIATION = pen.Variation(4, 0.08, 0.1, 0.02, 0.0)
NO_NUMBER = ""
# Digits that people write in several strokes.
LOOSE = (0, 1, 2, 4, 5, 7, 8)


@dataclass(frozen=True)
class Drawn:
    """A drawing and what it says.

    Attributes:
        kind: Name of the kind of drawing.
        picture: (height, width) uint8, dark on white.
        digits: The digits from left to right; empty if it holds none.
        marks: The marks that are no digit.
    """

    kind: str
    picture: NDArray[np.uint8]
    digits: str
    marks: frozenset[Mark] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Hand:
    """Writes digits as one of several writers, or in a synthetic style.

    Attributes:
        written: Digits that people wrote, by writer and label.
        chance: Random number generator.
        brush: Width of the pen in pixels.
        height: Height of a digit in pixels.
    """

    written: dict[int, dict[int, list[Sequence[Line]]]]
    chance: Chance
    brush: int = 12
    height: float = 110

    def gap(self, least: float, most: float) -> float:
        """Return a distance between lines that leaves a gap between the pens."""
        return self.brush / self.height + float(self.chance.uniform(least, most))

    def with_pen(self, brush: int | None = None, height: float | None = None) -> "Hand":
        """Return the same hand with a pen and a size, random ones if None."""
        return replace(
            self,
            brush=int(self.chance.integers(6, 21)) if brush is None else brush,
            height=float(self.chance.uniform(70, 150)) if height is None else height,
        )

    def digit(self, label: int, writer: int | None) -> list[Line]:
        """Return a digit 1 high, in a synthetic style if there is no writer."""
        if writer is None:
            lines = synthetic_digits.write(label, self.chance)
        else:
            known = self.written[writer][label]
            lines = list(known[int(self.chance.integers(len(known)))])
        return _one_high(pen.varied(lines, self.chance, VARIATION))

    def writer(self) -> int | None:
        """Choose a writer; None, for a synthetic style, one time in four."""
        if not self.written or self.chance.random() < 0.25:
            return None
        return int(self.chance.choice(list(self.written)))


def hand(seed: int, *, unseen: bool) -> Hand:
    """Return a hand that writes like the writers for fitting, or for measuring."""
    written: dict[int, dict[int, list[Sequence[Line]]]] = {}
    for drawing in collected_digits.pen_strokes():
        if (drawing.writer in collected_digits.UNSEEN_WRITERS) == unseen:
            of_writer = written.setdefault(drawing.writer, {})
            of_writer.setdefault(drawing.label, []).append(drawing.strokes)
    return Hand(written, np.random.default_rng(seed))


def drawings(
    count: int, by: Hand, kinds: Collection[str] | None = None
) -> Iterator[Drawn]:
    """Yield drawings of some kinds in turn, of every kind if None, `count` of each."""
    drawn = {
        kind: draw for kind, draw in KINDS.items() if kinds is None or kind in kinds
    }
    for _ in range(count):
        for kind, draw in drawn.items():
            thin = None if kind in OF_DIGITS else int(by.chance.choice(THIN_PENS))
            pen_of_this = by.with_pen(thin)
            lines, digits, marks = draw(pen_of_this)
            grey = int(by.chance.integers(110, 200)) if Mark.FAINT in marks else None
            picture = _picture(lines, pen_of_this, grey)
            yield Drawn(kind, picture, digits, marks)


def plain_ones(by: Hand) -> Iterator[Drawn]:
    """Yield 486 numbers with a plain 1: three pens, three heights, three gaps."""
    for number in WITH_ONE:
        for brush in PENS:
            for height in HEIGHTS:
                for gap in GAPS:
                    own = by.with_pen(brush, height)
                    digits = str(number)
                    writer = by.writer()
                    parts = [
                        _plain_one(by.chance)
                        if digit == "1"
                        else own.digit(int(digit), writer)
                        for digit in digits
                    ]
                    lines = _row(parts, own.gap(gap, gap), by.chance)
                    yield Drawn("plain 1", _picture(lines, own), digits)


Lines = list[Line]
Made = tuple[Lines, str, frozenset[Mark]]


def _one_high(lines: Lines) -> Lines:
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(high[1] - low[1], 0.55 * (high[0] - low[0]), 1e-3)
    return [(line - low) / size for line in lines]


def _plain_one(chance: Chance) -> Lines:
    lean = chance.normal(0.03, 0.06)
    return _one_high([straight((lean, 0), (0, 1))])


def _width(lines: Lines) -> float:
    points = np.concatenate(lines)
    return float(points[:, 0].max())


def _bottom(lines: Lines) -> float:
    points = np.concatenate(lines)
    return float(points[:, 1].max())


def _row(parts: Sequence[Lines], gap: float, chance: Chance) -> Lines:
    """Put digits side by side, with a gap in heights between their lines."""
    lines: Lines = []
    x = 0.0
    for part in parts:
        size = float(np.exp(chance.normal(0, 0.06)))
        drop = chance.normal(0, 0.03) + (1 - size)
        lines += [line * size + (x, drop) for line in part]
        x += _width(part) * size + gap
    return lines


def _right(lines: Lines, x: float) -> Lines:
    return [line + np.array([x, 0]) for line in lines]


def _number(by: Hand, count: int, gap: tuple[float, float] = (0.12, 0.6)) -> Made:
    writer = by.writer()
    labels = by.chance.integers(0, 10, count)
    parts = [
        _plain_one(by.chance)
        if label == 1 and by.chance.random() < 0.5
        else by.digit(int(label), writer)
        for label in labels
    ]
    lines = _row(parts, by.gap(*gap), by.chance)
    return lines, "".join(map(str, labels)), frozenset()


def _single(by: Hand) -> Made:
    label = int(by.chance.integers(10))
    return by.digit(label, by.writer()), str(label), frozenset()


def _with_one(by: Hand) -> Made:
    digits = str(by.chance.choice(WITH_ONE))
    writer = by.writer()
    parts = [
        _plain_one(by.chance) if digit == "1" else by.digit(int(digit), writer)
        for digit in digits
    ]
    return _row(parts, by.gap(0.12, 0.7), by.chance), digits, frozenset()


def _touching(by: Hand) -> Made:
    return _number(by, 2, (-0.03, 0.06))


def _loose(by: Hand) -> Made:
    """Return a digit whose strokes do not touch."""
    chance = by.chance
    label = int(chance.choice(LOOSE))
    off = by.gap(0.03, 0.12)
    foot = by.gap(0.01, 0.06)
    if label == 0:
        wide = chance.uniform(0.3, 0.42)
        lines = [ellipse(wide, 0.5, wide, 0.5, -90, 275)]
        if chance.random() < 0.5:
            lines.append(straight((wide + 0.1, 0.35), (wide - 0.1, 0.65)))
    elif label == 1:
        stem = straight((0.05, 0.3), (0.3, 0), (0.3, 1))
        lines = [stem, straight((0.0, 1 + foot), (0.6, 1 + foot))]
    elif label == 2:
        top = ellipse(0.3, 0.3, 0.3, 0.3, 190, 390)
        body = np.vstack([top, straight((0.5, 0.5), (0.05, 1 - foot))])
        lines = [body, straight((0, 1), (0.65, 1))]
    elif label == 4:
        corner = straight((0.1, 0), (0, 0.6), (0.5, 0.6))
        lines = [corner, straight((0.5 + off, 0.1), (0.5 + off, 1))]
    elif label == 5:
        body = np.vstack(
            [straight((0.1, 0), (0.08, 0.4)), ellipse(0.25, 0.7, 0.35, 0.3, -110, 130)]
        )
        lines = [body, straight((0.1 + off, -0.02), (0.6 + off, 0))]
    elif label == 7:
        stem = straight((0.6, off), (0.25, 1))
        lines = [straight((0, 0), (0.65, 0)), stem]
        if chance.random() < 0.4:
            lines.append(straight((0.45 + off, 0.55), (0.7 + off, 0.53)))
    else:
        upper, lower = 0.22, 0.27
        lines = [
            ellipse(0.3, upper, 0.2, upper, 0, 360),
            ellipse(0.3, 1 - lower, 0.26, lower - off / 2, 0, 360),
        ]
    return _one_high(pen.varied(lines, chance, VARIATION)), str(label), frozenset()


def _decimal(by: Hand) -> Made:
    chance = by.chance
    left, before, _ = _number(by, int(chance.integers(1, 3)), (0.15, 0.4))
    right, after, _ = _number(by, int(chance.integers(1, 3)), (0.15, 0.4))
    x = _width(left) + by.gap(0.06, 0.25)
    if chance.random() < 0.6:
        length = chance.uniform(0.12, 0.28)
        mark, kind = straight((x, 0.88), (x - 0.06, 0.88 + length)), Mark.COMMA
    else:
        mark, kind = np.array([[x, 0.97], [x + 0.001, 0.97]]), Mark.POINT
    moved = _right(right, x + by.gap(0.06, 0.25))
    return [*left, mark, *moved], before + after, frozenset({kind})


def _stray_dot(by: Hand) -> Made:
    chance = by.chance
    lines, digits, _ = _number(by, int(chance.integers(1, 4)))
    side = by.gap(0.05, 0.3)
    x = _width(lines) + side if chance.random() < 0.5 else -side
    dot = np.array([[x, chance.uniform(0, 0.6)]])
    return [*lines, np.vstack([dot, dot + 1e-3])], digits, frozenset({Mark.DOT})


def _bar(chance: Chance, width: float, y: float) -> Line:
    return straight(
        (0, y + chance.normal(0, 0.02)), (width, y + chance.normal(0, 0.02))
    )


def _minus(by: Hand) -> Made:
    chance = by.chance
    lines, digits, _ = _number(by, int(chance.integers(1, 4)))
    width = chance.uniform(0.3, 0.6)
    bar = _bar(chance, width, chance.uniform(0.42, 0.6))
    x = width + by.gap(0.08, 0.4)
    return [bar, *_right(lines, x)], digits, frozenset({Mark.MINUS})


def _equals(by: Hand) -> Made:
    chance = by.chance
    left, before, _ = _number(by, int(chance.integers(1, 3)))
    right, after, _ = (
        _number(by, int(chance.integers(0, 3)))
        if (chance.random() < 0.6)
        else ([], "", frozenset())
    )
    width = chance.uniform(0.35, 0.6)
    y = chance.uniform(0.33, 0.42)
    x = _width(left) + by.gap(0.1, 0.4)
    pair = [_bar(chance, width, y), _bar(chance, width, y + by.gap(0.08, 0.2))]
    bars = _right(pair, x)
    x += width + by.gap(0.1, 0.4)
    moved = _right(right, x)
    return [*left, *bars, *moved], before + after, frozenset({Mark.EQUALS})


def _plus(by: Hand) -> Made:
    chance = by.chance
    left, before, _ = _number(by, 1)
    right, after, _ = _number(by, 1)
    x, half = _width(left) + by.gap(0.1, 0.3), chance.uniform(0.18, 0.28)
    middle = chance.uniform(0.45, 0.6)
    cross = [
        straight((x, middle), (x + 2 * half, middle)),
        straight((x + half, middle - half), (x + half, middle + half)),
    ]
    x += 2 * half + by.gap(0.1, 0.3)
    moved = _right(right, x)
    return [*left, *cross, *moved], before + after, frozenset({Mark.OTHER})


def _underlined(by: Hand) -> Made:
    chance = by.chance
    lines, digits, _ = _number(by, int(chance.integers(1, 4)))
    over = chance.uniform(0.02, 0.25, 2)
    y = _bottom(lines) + by.gap(0.05, 0.25)
    bar = _bar(chance, _width(lines) + over.sum(), y) - (over[0], 0)
    return [*lines, bar], digits, frozenset({Mark.UNDERLINE})


def _boxed(by: Hand) -> Made:
    chance = by.chance
    lines, digits, _ = _number(by, int(chance.integers(1, 3)))
    left, top, right, bottom = (by.gap(0.08, 0.4) for _ in range(4))
    wide = _width(lines) + right
    if chance.random() < 0.25:
        across, down = (wide + left) * 0.72, (1 + top + bottom) * 0.72
        frame = ellipse((wide - left) / 2, 0.5, across, down, 0, 362)
    else:
        frame = straight(
            (-left, -top),
            (wide, -top),
            (wide, 1 + bottom),
            (-left, 1 + bottom),
            (-left, -top),
        )
    return [*lines, frame], digits, frozenset({Mark.BOX})


def _margin(by: Hand) -> Made:
    chance = by.chance
    lines, digits, _ = _number(by, int(chance.integers(1, 3)))
    x = -by.gap(0.1, 0.6)
    line = straight((x, -20), (x + chance.normal(0, 0.02), 20))
    return [*lines, line], digits, frozenset({Mark.LINE})


def _fainter(by: Hand) -> Made:
    chance = by.chance
    lines, digits, _ = _number(by, int(chance.integers(1, 3)))
    x = _width(lines) + by.gap(0.05, 0.4)
    line = straight((x, chance.uniform(-0.1, 0.3)), (x, chance.uniform(0.6, 1.1)))
    return [*lines, line], digits, frozenset({Mark.FAINT})


def _no_digit(by: Hand) -> Made:
    """Return a scribble, a picture or two digits on top of each other."""
    chance = by.chance
    kind = chance.random()
    if kind < 0.35:
        lines = synthetic_nondigits.scribble(chance)
    elif kind < 0.7:
        lines = synthetic_nondigits.picture(chance)
    else:
        first, second = chance.choice(synthetic_nondigits.CROSSING, 2, replace=False)
        pair = [by.digit(int(label), None) for label in (first, second)]
        lines = synthetic_nondigits.crossing(pair, chance)
    return _one_high(pen.varied(lines, chance, VARIATION)), NO_NUMBER, frozenset()


# Letters that no digit is like, as strokes that may not touch.
_LETTERS: dict[str, list[list[tuple[float, float]]]] = {
    "K": [[(0, 0), (0, 1)], [(0.7, 0), (0.08, 0.5), (0.7, 1)]],
    "H": [[(0, 0), (0, 1)], [(0.7, 0), (0.7, 1)], [(0.1, 0.5), (0.6, 0.5)]],
    "A": [[(0, 1), (0.4, 0), (0.8, 1)], [(0.2, 0.65), (0.6, 0.65)]],
    "E": [[(0.6, 0), (0, 0), (0, 1)], [(0.1, 0.5), (0.5, 0.5)], [(0.1, 1), (0.6, 1)]],
    "F": [[(0, 0), (0, 1)], [(0.1, 0), (0.6, 0)], [(0.1, 0.45), (0.5, 0.45)]],
    "T": [[(0, 0), (0.8, 0)], [(0.4, 0.1), (0.4, 1)]],
    "N": [[(0, 1), (0, 0)], [(0.05, 0), (0.65, 1)], [(0.7, 1), (0.7, 0)]],
    "M": [[(0, 1), (0, 0), (0.4, 0.6), (0.8, 0), (0.8, 1)]],
    "n": [[(0, 0.3), (0, 1)], [(0.1, 0.5), (0.3, 0.3), (0.5, 0.4), (0.5, 1)]],
    "W": [[(0, 0), (0.2, 1), (0.4, 0.3), (0.6, 1), (0.8, 0)]],
    "x": [[(0, 0), (0.7, 1)], [(0.7, 0), (0, 1)]],
    "=": [[(0, 0), (1, 0)], [(0, 0.4), (1, 0.4)]],
    "-": [[(0, 0), (1, 0)]],
    "i": [[(0, 0.35), (0, 1)], [(0.02, 0.05), (0.02, 0.06)]],
    "j": [[(0.3, 0.3), (0.3, 0.9), (0.1, 1), (0, 0.9)], [(0.3, 0.05), (0.31, 0.05)]],
    "!": [[(0, 0), (0, 0.75)], [(0, 0.98), (0.01, 0.98)]],
}  # fmt: skip


def _letter(by: Hand) -> Made:
    strokes = _LETTERS[str(by.chance.choice(list(_LETTERS)))]
    lines = [straight(*stroke) for stroke in strokes]
    variation = pen.Variation(4, 0.08, 0.12, 0.02, 0.02)
    return _one_high(pen.varied(lines, by.chance, variation)), NO_NUMBER, frozenset()


KINDS: dict[str, Callable[[Hand], Made]] = {
    "one digit": _single,
    "loose strokes": _loose,
    "with a plain 1": _with_one,
    "two digits": lambda by: _number(by, 2),
    "three digits": lambda by: _number(by, 3),
    "touching": _touching,
    "decimal": _decimal,
    "minus": _minus,
    "equals": _equals,
    "plus": _plus,
    "stray dot": _stray_dot,
    "underlined": _underlined,
    "in a box": _boxed,
    "margin line": _margin,
    "fainter line": _fainter,
    "letter": _letter,
    "no digit": _no_digit,
}


OF_DIGITS = frozenset(KINDS) - {"letter", "no digit"}
# A wider pen would make a ring of a scribble, which is a 0.
THIN_PENS = range(4, 12)


def _picture(lines: Lines, by: Hand, grey: int | None = None) -> NDArray[np.uint8]:
    """Draw lines, whose digits are about 1 high, on a canvas that they fit on.

    Args:
        lines: Lines of the drawing.
        by: Whose pen it is.
        grey: Grey of the last line; that of the others if None.
    """
    points = np.concatenate(lines)
    inside = points[np.abs(points[:, 1]) < BEYOND]
    low, high = inside.min(axis=0), inside.max(axis=0)
    extent = (high - low) * by.height
    width, tall = (
        max(LEAST_SIDE, round(side + 2 * MARGIN + by.brush)) for side in extent
    )
    room = np.array([width, tall]) - extent - 2 * MARGIN
    corner = MARGIN + by.chance.uniform(0, 1, 2) * room
    canvas = np.full((tall, width), PAPER, np.uint8)
    moved = [(line - low) * by.height + corner for line in lines]
    if grey is not None:
        paler = pen.ink([moved.pop()], by.brush, canvas.copy())
        canvas[paler < PAPER] = grey
    return pen.ink(moved, by.brush, canvas)
