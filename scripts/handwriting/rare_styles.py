"""Synthetic digits in styles that few people write, and that are easily misread.

Digits of straight lines, the 1 with a long upstroke, the 4 in a single stroke, the 9
with a foot and the like. Each style has a name, so that each is measured by itself.
"""

import itertools
from collections.abc import Callable

import cv2
import numpy as np

from scripts.handwriting.synthetic_digits import Chance, Line, curve, ellipse, straight

Point = tuple[float, float]
Style = Callable[[Chance], tuple[list[Line], int]]

# Corners of the digits of straight lines, (column, row) of a grid of two by three.
# Where a digit has more than one way, each is as likely.
CORNERS: dict[int, tuple[tuple[tuple[Point, ...], ...], ...]] = {
    0: ((((0, 0), (0, 2), (1, 2), (1, 0), (0, 0)),),),
    1: (
        (((1, 0), (1, 2)),),
        (((0, 1), (1, 0), (1, 2)),),
        (((0.3, 0.4), (1, 0), (1, 2)),),
        (((0.2, 0), (0.6, 0), (0.6, 2)), ((0, 2), (1, 2))),
    ),
    2: ((((0, 0), (1, 0), (1, 1), (0, 1), (0, 2), (1, 2)),),),
    3: (
        (((0, 0), (1, 0), (1, 1), (0, 1)), ((1, 1), (1, 2), (0, 2))),
        (((0, 0), (1, 0), (1, 2), (0, 2)), ((0, 1), (1, 1))),
        (((0, 0), (1, 0), (0.4, 0.8), (1, 0.8), (1, 2), (0, 2)),),
    ),
    4: (
        (((0, 0), (0, 1), (1, 1)), ((1, 0), (1, 2))),
        (((0.8, 0), (0, 1.3), (1, 1.3)), ((0.8, 0), (0.8, 2))),
    ),
    5: (
        (((1, 0), (0, 0), (0, 1), (1, 1), (1, 2), (0, 2)),),
        (((0, 0), (0, 1), (1, 1), (1, 2), (0, 2)), ((0, 0), (1, 0))),
    ),
    6: (
        (((1, 0), (0, 0), (0, 2), (1, 2), (1, 1), (0, 1)),),
        (((0, 0), (0, 2), (1, 2), (1, 1), (0, 1)),),
    ),
    7: (
        (((0, 0), (1, 0), (1, 2)),),
        (((0, 0.4), (0, 0), (1, 0), (1, 2)),),
        (((0, 0), (1, 0), (0.4, 2)),),
        (((0, 0), (1, 0), (1, 2)), ((0.6, 1), (1.4, 1))),
    ),
    8: (
        (((0, 0), (1, 0), (1, 2), (0, 2), (0, 0)), ((0, 1), (1, 1))),
        (
            ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),
            ((0, 1), (0, 2), (1, 2), (1, 1)),
        ),
    ),
    9: (
        (((1, 1), (0, 1), (0, 0), (1, 0), (1, 2), (0, 2)),),
        (((1, 1), (0, 1), (0, 0), (1, 0), (1, 2)),),
    ),
}

# Letters of straight lines, that a digit of straight lines must not be taken for.
LETTERS: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (((0, 2), (0, 0), (1, 0), (1, 2)), ((0, 1), (1, 1))),
    (((0, 2), (0.5, 0), (1, 2)), ((0.25, 1), (0.75, 1))),
    (((1, 0), (0, 0), (0, 2), (1, 2)),),
    (((1, 0), (0, 0), (0, 2), (1, 2)), ((0, 1), (0.8, 1))),
    (((1, 0), (0, 0), (0, 2)), ((0, 1), (0.8, 1))),
    (((0, 0), (0, 2)), ((1, 0), (1, 2)), ((0, 1), (1, 1))),
    (((0, 0), (0, 2), (1, 2)),),
    (((0, 2), (0, 0), (1, 0), (1, 1), (0, 1)),),
    (((0, 0), (0, 2), (1, 2), (1, 0)),),
    (((0, 0), (0, 2)), ((0, 1), (1, 1), (1, 2))),
    (((0, 2), (0, 0), (1, 2), (1, 0)),),
    (((0, 2), (0, 0), (0.5, 1), (1, 0), (1, 2)),),
    (((0, 0), (0.25, 2), (0.5, 0.6), (0.75, 2), (1, 0)),),
    (((0, 0), (1, 2)), ((1, 0), (0, 2))),
    (((0, 0), (0, 2)), ((1, 0), (0, 1), (1, 2))),
    (((0, 0), (1, 0)), ((0.5, 0), (0.5, 2))),
    (((1, 0), (0, 0), (0.5, 1), (0, 2), (1, 2)),),
    (((0, 0), (0.5, 1), (1, 0)), ((0.5, 1), (0.5, 2))),
)


def angular(chance: Chance) -> tuple[list[Line], int]:
    """Return a digit of straight lines, as on a calculator, perhaps with gaps."""
    digit = int(chance.integers(len(CORNERS)))
    ways = CORNERS[digit]
    return _of_corners(ways[int(chance.integers(len(ways)))], chance), digit


def angular_letter(chance: Chance) -> list[Line]:
    """Return a letter of straight lines, as `angular` makes a digit."""
    return _of_corners(LETTERS[int(chance.integers(len(LETTERS)))], chance)


def straightened(lines: list[Line], chance: Chance) -> list[Line]:
    """Replace the curves of a drawing by a few straight lines.

    Args:
        lines: Points of each line, (n, 2), in any unit.
        chance: Random number generator, which chooses how few.

    Source: Douglas and Peucker, "Algorithms for the Reduction of the Number of Points
    Required to Represent a Digitized Line or its Caricature" (1973).
    """
    size = float(np.ptp(np.concatenate(lines), axis=0).max())
    off = size * chance.uniform(0.06, 0.14)
    found = []
    for line in lines:
        few = cv2.approxPolyDP(line.astype(np.float32)[:, None], off, closed=False)
        found.append(few[:, 0].astype(float))
    return found


def one_upstroke(chance: Chance) -> tuple[list[Line], int]:
    """Return a 1 whose upstroke begins low, with or without a foot."""
    top = (0.6, 0.0)
    bottom = (0.6 + chance.normal(0, 0.08), 1.0)
    start = (top[0] - chance.uniform(0.18, 0.62), chance.uniform(0.5, 0.95))
    if chance.random() < 0.4:
        bow = (
            (start[0] + top[0]) / 2 + chance.uniform(-0.02, 0.12),
            start[1] / 2 + chance.uniform(0, 0.12),
        )
        lines = [np.vstack([curve(start, bow, top), straight(top, bottom)])]
    else:
        lines = [straight(start, top, bottom)]
    if chance.random() < 0.45:
        lines.append(_foot(bottom[0], chance))
    return lines, 1


def one_two_lines(chance: Chance) -> tuple[list[Line], int]:
    """Return a 1 of two straight lines, whose flag may not touch the stem."""
    lean = chance.normal(0, 0.06)
    top, bottom = (0.6 + lean, 0.0), (0.6 - lean, 1.0)
    tip = (top[0] + chance.normal(0, 0.025), chance.uniform(-0.04, 0.08))
    start = (top[0] - chance.uniform(0.12, 0.5), chance.uniform(0.08, 0.6))
    lines = [straight(start, tip), straight(top, bottom)]
    if chance.random() < 0.25:
        lines.append(_foot(bottom[0], chance))
    return lines, 1


def one_plain(chance: Chance) -> tuple[list[Line], int]:
    """Return a 1 of a single stroke, upright or leaning."""
    lean = chance.normal(0, 0.14)
    bow = chance.normal(0, 0.03)
    return [curve((lean, 0), (lean / 2 + bow, 0.5), (0, 1))], 1


def four_one_stroke(chance: Chance) -> tuple[list[Line], int]:
    """Return a closed 4 in a single stroke: a loop with a tail."""
    stem = chance.uniform(0.45, 0.75)
    bar = chance.uniform(0.45, 0.75)
    end = (stem + chance.normal(0, 0.06), 1.0)
    right = chance.uniform(0.8, 1.1)
    kind = chance.random()
    if kind < 0.3:
        # From the right end of the bar to the left, up to the top, and down.
        lines = [straight((right, bar), (0.0, bar), (stem, 0.0), end)]
    elif kind < 0.6:
        # Down the left side, along the bar, round to the top, and down the stem.
        top = (stem + chance.normal(0, 0.04), chance.uniform(0.0, 0.15))
        left = straight((stem, chance.uniform(0.0, 0.1)), (0.0, bar))
        turn = curve((0.0, bar), (0.5 * stem, bar + 0.03), (right, bar - 0.06), top)
        lines = [np.vstack([left, turn, straight(top, end)])]
    else:
        # A little loop at the right end of the bar turns into the stem.
        top = (stem + chance.uniform(-0.1, 0.2), 0.0)
        high = bar - chance.uniform(0.12, 0.4)
        loop = curve(
            (0.0, bar),
            (0.4 * right, bar + 0.04),
            (right, bar - 0.06),
            (right - 0.08, high),
            (stem, (high + bar) / 2),
            (stem + chance.normal(-0.04, 0.05), 0.5 * (1 + bar)),
            end,
        )
        lines = [np.vstack([straight(top, (0.0, bar)), loop])]
    return lines, 4


def nine_foot(chance: Chance) -> tuple[list[Line], int]:
    """Return a 9 with a straight stem that ends in a foot or a hook."""
    ry, rx = chance.uniform(0.15, 0.3), chance.uniform(0.14, 0.34)
    right = 0.4 + rx
    loop = ellipse(0.4, ry, rx, ry, chance.uniform(-60, 0), -360)
    bottom = (right + chance.normal(-0.03, 0.06), 1.0)
    kind = chance.random()
    if kind < 0.5:
        stem = np.vstack([loop, straight((right, ry), bottom)])
        return [stem, _foot(bottom[0], chance)], 9
    reach = chance.uniform(0.15, 0.4)
    way = chance.choice([-1, 1])
    hook = (bottom[0] + way * reach, 1 - chance.uniform(0.0, 0.15))
    return [np.vstack([loop, straight((right, ry), bottom, hook)])], 9


def six_little_loop(chance: Chance) -> tuple[list[Line], int]:
    """Return a 6 with a long stem and a little loop, which may stay open."""
    top = (chance.uniform(0.15, 0.75), 0.0)
    left = chance.uniform(0.0, 0.12)
    wide, high = chance.uniform(0.25, 0.55), chance.uniform(0.18, 0.36)
    closed = chance.uniform(0.6, 1.05)
    stem = curve(top, (left + 0.08, 0.4), (left, 1 - high / 2))
    loop = ellipse(
        left + wide / 2, 1 - high / 2, wide / 2, high / 2, 180, 180 - 360 * closed
    )
    return [np.vstack([stem, loop])], 6


def seven_bars(chance: Chance) -> tuple[list[Line], int]:
    """Return a 7 with one or two bars through its stem."""
    right = (chance.uniform(0.7, 1.0), chance.normal(0.02, 0.04))
    foot = (chance.uniform(0.1, 0.6), 1.0)
    start: list[Point] = [(0.0, chance.normal(0.03, 0.04))]
    if chance.random() < 0.4:
        start.insert(0, (chance.uniform(-0.05, 0.05), chance.uniform(0.12, 0.3)))
    lines = [straight(*start, right, foot)]
    first = chance.uniform(0.3, 0.6)
    heights = [first]
    if chance.random() < 0.5:
        heights.append(first + chance.uniform(0.1, 0.25))
    for height in heights:
        on = right[0] + (foot[0] - right[0]) * height
        half, tilt = chance.uniform(0.12, 0.36), chance.normal(0.02, 0.04)
        middle = on + chance.normal(0, 0.04)
        lines.append(
            straight((middle - half, height + tilt), (middle + half, height - tilt))
        )
    return lines, 7


def zero_flat(chance: Chance) -> tuple[list[Line], int]:
    """Return a 0 that is wider than high."""
    start = chance.uniform(-150, -30)
    way = chance.choice([-1, 1])
    wide = chance.uniform(0.55, 1.1)
    turn = 360 + chance.uniform(-20, 30)
    return [ellipse(wide, 0.5, wide, 0.5, start, start + way * turn)], 0


STYLES: dict[str, Style] = {
    "angular": angular,
    "1 with upstroke": one_upstroke,
    "1 of two lines": one_two_lines,
    "1 plain": one_plain,
    "4 in one stroke": four_one_stroke,
    "9 with foot": nine_foot,
    "6 with little loop": six_little_loop,
    "7 with bars": seven_bars,
    "0 flat": zero_flat,
}


def _foot(x: float, chance: Chance) -> Line:
    half = chance.uniform(0.12, 0.4)
    tilt = chance.normal(0, 0.03)
    middle = x + chance.normal(0, 0.05)
    return straight((middle - half, 1 + tilt), (middle + half, 1 - tilt))


def _of_corners(given: tuple[tuple[Point, ...], ...], chance: Chance) -> list[Line]:
    pieces = list(given)
    if chance.random() < 0.35:
        # Each line by itself, as the bars of a display.
        pieces = [pair for piece in pieces for pair in itertools.pairwise(piece)]
    wide = chance.uniform(0.35, 0.95)
    waist = chance.normal(0, 0.06)
    slant = chance.normal(0, 0.08)
    gap = chance.choice([0.0, chance.uniform(0.0, 0.09)])
    shake = chance.uniform(0, 0.025)
    lines = []
    for piece in pieces:
        corners = np.array(piece, float)
        corners[:, 1] = corners[:, 1] / 2 + waist * (corners[:, 1] == 1)
        corners[:, 0] = corners[:, 0] * wide - slant * corners[:, 1]
        corners += chance.normal(0, shake, corners.shape)
        for end, inner in ((0, 1), (-1, -2)):
            corners[end] += gap * (corners[inner] - corners[end])
        lines.append(straight(*((float(x), float(y)) for x, y in corners)))
    return lines
