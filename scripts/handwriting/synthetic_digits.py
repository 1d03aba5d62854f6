"""Synthetic digits in the styles of Europe and Latin America, drawn as curves.

MNIST was written by Americans. These are the shapes that are rare or missing in it: the
barred 7, the 1 with an upstroke or a foot, the slashed 0 and the open 4. The common
shapes are included too, so that the synthetic style alone does not reveal the digit.
"""

import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
Chance = np.random.Generator
CURVE_POINTS = 12


def curve(*points: tuple[float, float]) -> Line:
    """Return a smooth line through points (Catmull and Rom, 1974): (n, 2)."""
    given = np.array(points, float)
    ends = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    parts = np.linspace(0, 1, CURVE_POINTS, endpoint=False)[:, None]
    pieces = []
    for before, start, end, after in zip(
        ends, ends[1:], ends[2:], ends[3:], strict=False
    ):
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * parts
                + (2 * before - 5 * start + 4 * end - after) * parts**2
                + (3 * start - before - 3 * end + after) * parts**3
            )
        )
    return np.vstack([*pieces, given[-1:]])


def straight(*points: tuple[float, float]) -> Line:
    """Return a line with corners: (n, 2), as fine as a curve."""
    given = np.array(points, float)
    parts = np.linspace(0, 1, CURVE_POINTS, endpoint=False)[:, None]
    pieces = [a + (b - a) * parts for a, b in itertools.pairwise(given)]
    return np.vstack([*pieces, given[-1:]])


def ellipse(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Line:
    """Return part of an ellipse, in degrees clockwise from the right: (n, 2)."""
    angles = np.radians(np.linspace(start, end, 3 * CURVE_POINTS))
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], axis=1)


def _zero(chance: Chance) -> list[Line]:
    gap = chance.uniform(-25, 25)
    start = chance.uniform(-120, -40)
    way = chance.choice([-1, 1])
    rx = chance.uniform(0.22, 0.42)
    lines = [ellipse(0.5, 0.5, rx, 0.5, start, start + way * (360 + gap))]
    if chance.random() < 0.6:
        reach = chance.uniform(0.75, 1.3)
        slope = chance.uniform(0.6, 1.0)
        slash = np.array([[0.5 + rx * reach, 0.5 - 0.5 * slope * reach], [0, 0]])
        slash[1] = 1 - slash[0]
        if chance.random() < 0.1:
            slash[:, 0] = 1 - slash[:, 0]
        lines.append(straight(*map(tuple, slash)))
    return lines


def _one(chance: Chance) -> list[Line]:
    lean = chance.normal(0, 0.05)
    top, bottom = (0.6 + lean, 0.0), (0.6 - lean, 1.0)
    kind = chance.random()
    if kind < 0.15:
        lines = [straight(top, bottom)]
    else:
        left, down = chance.uniform(0.12, 0.55), chance.uniform(0.1, 0.75)
        flag = (top[0] - left, down)
        if chance.random() < 0.3:
            bow = (top[0] - 0.4 * left, 0.35 * down + chance.uniform(0, 0.1))
            lines = [np.vstack([curve(flag, bow, top), straight(top, bottom)])]
        else:
            lines = [straight(flag, top, bottom)]
    if kind > 0.55:
        half = chance.uniform(0.15, 0.4)
        tilt = chance.normal(0, 0.04)
        middle = bottom[0] + chance.normal(0, 0.05)
        lines.append(straight((middle - half, 1 + tilt), (middle + half, 1 - tilt)))
    return lines


def _two(chance: Chance) -> list[Line]:
    start = (chance.uniform(0.0, 0.2), chance.uniform(0.1, 0.35))
    over = [start, (0.4, 0.0), (0.8, 0.2), (chance.uniform(0.55, 0.75), 0.55)]
    end = (chance.uniform(0.75, 1.05), chance.uniform(0.85, 1.02))
    if chance.random() < 0.35:
        loop = [(0.1, 0.98), (0.08, 0.82), (0.3, 0.85), (0.55, 0.97), end]
        return [curve(*over, *loop)]
    corner = (chance.uniform(0.0, 0.15), chance.uniform(0.94, 1.0))
    return [np.vstack([curve(*over, corner), straight(corner, end)])]


def _three(chance: Chance) -> list[Line]:
    waist = (chance.uniform(0.3, 0.55), chance.uniform(0.4, 0.52))
    belly = [waist, (0.85, 0.65), (0.6, 0.98), (chance.uniform(0, 0.1), 0.85)]
    if chance.random() < 0.35:
        top = straight((0.05, 0.02), (0.85, chance.uniform(0, 0.05)), waist)
        return [np.vstack([top, curve(*belly)])]
    head = [(chance.uniform(0, 0.15), 0.15), (0.5, 0.0), (0.8, 0.2), waist]
    return [np.vstack([curve(*head), curve(*belly)])]


def _four(chance: Chance) -> list[Line]:
    bar = chance.uniform(0.5, 0.75)
    stem = chance.uniform(0.55, 0.8)
    end = chance.uniform(0.85, 1.1)
    kind = chance.random()
    if kind < 0.3:
        # Closed: one point at the top.
        return [
            straight((stem, 0), (0.0, bar), (end, bar + chance.normal(0, 0.03))),
            straight((stem, 0.0), (stem + chance.normal(0, 0.03), 1.0)),
        ]
    left = chance.uniform(0.0, 0.4)
    top = chance.uniform(0.0, 0.35)
    foot = (stem - chance.uniform(-0.05, 0.25), 1.0)
    if kind < 0.85:
        return [
            straight((left, 0), (0.0, bar), (end, bar + chance.normal(0, 0.04))),
            straight((stem, top), foot),
        ]
    # A single stroke: a bowl, up, and down again.
    bowl = curve((0.05, 0.0), (0.02, 0.4), (0.3, bar), (stem, bar * 0.8), (0.85, 0.0))
    return [np.vstack([bowl, straight((0.85, 0.0), foot)])]


def _five(chance: Chance) -> list[Line]:
    down = chance.uniform(0.35, 0.5)
    x = chance.uniform(0.05, 0.25)
    belly = curve((x, down), (0.75, down), (0.8, 0.8), (0.35, 1.0), (0.0, 0.88))
    right = chance.uniform(0.65, 1.05)
    kind = chance.random()
    if kind < 0.4:
        lift = (chance.uniform(-0.05, 0.15), chance.normal(0, 0.05))
        bar = straight((x + lift[0], lift[1]), (right, chance.normal(-0.02, 0.05)))
        return [np.vstack([straight((x, 0.0), (x, down)), belly]), bar]
    if kind < 0.8:
        return [np.vstack([straight((right, 0.0), (x + 0.05, 0.0), (x, down)), belly])]
    snake = [(0.9, 0.02), (0.4, 0.03), (0.2, 0.3), (0.6, 0.45), (0.8, 0.75), (0.1, 1.0)]
    return [curve(*snake)]


def _six(chance: Chance) -> list[Line]:
    top = (chance.uniform(0.4, 0.9), 0.0)
    loop = chance.uniform(0.4, 0.6)
    return [
        curve(
            top,
            (0.18, loop * 0.8),
            (0.05, 0.8),
            (0.4, 1.0),
            (0.75, 0.85),
            (0.65, loop + 0.05),
            (0.3, loop + 0.06),
            (0.1, chance.uniform(0.75, 0.9)),
        )
    ]


def _seven(chance: Chance) -> list[Line]:
    right = (chance.uniform(0.75, 1.0), chance.normal(0.02, 0.04))
    foot = (chance.uniform(0.15, 0.55), 1.0)
    start = [(0.0, chance.normal(0.03, 0.04))]
    if chance.random() < 0.35:
        start = [(chance.uniform(-0.05, 0.05), chance.uniform(0.12, 0.3)), *start]
    top = straight(*start, right)
    if chance.random() < 0.3:
        wave = [start[0], (0.25, -0.04), (0.6, 0.1), right]
        top = curve(*wave)
    middle = (
        (right[0] + foot[0]) / 2 - chance.uniform(0, 0.18),
        chance.uniform(0.4, 0.6),
    )
    bowed = chance.random() < 0.5
    stem = curve(right, middle, foot) if bowed else straight(right, foot)
    lines = [np.vstack([top, stem])]
    if chance.random() < 0.75:
        at = chance.uniform(0.38, 0.62)
        on = stem[np.abs(stem[:, 1] - at).argmin()]
        half = chance.uniform(0.14, 0.36)
        tilt = chance.normal(0.02, 0.05)
        off = chance.normal(0, 0.05)
        lines.append(
            straight(
                (on[0] - half + off, at + tilt),
                (on[0] + half + off, at - tilt),
            )
        )
    return lines


def _eight(chance: Chance) -> list[Line]:
    waist = chance.uniform(0.42, 0.52)
    if chance.random() < 0.4:
        gap = chance.uniform(-0.03, 0.06)
        upper = (waist - gap) / 2
        lower = (1 - waist) / 2
        return [
            ellipse(0.5, upper, chance.uniform(0.2, 0.32), upper, 90, 450),
            ellipse(0.5, 1 - lower, chance.uniform(0.25, 0.4), lower, -90, 270),
        ]
    start = (chance.uniform(0.6, 0.9), chance.uniform(0.05, 0.2))
    return [
        curve(
            start,
            (0.45, 0.0),
            (0.18, 0.2),
            (0.5, waist),
            (0.85, 0.75),
            (0.5, 1.0),
            (0.12, 0.78),
            (0.5, waist),
            (chance.uniform(0.72, 0.9), 0.22),
            (start[0] - chance.uniform(0, 0.2), start[1] - chance.uniform(-0.05, 0.05)),
        )
    ]


def _nine(chance: Chance) -> list[Line]:
    ry = chance.uniform(0.22, 0.32)
    rx = chance.uniform(0.24, 0.36)
    right = 0.4 + rx
    loop = ellipse(0.4, ry, rx, ry, chance.uniform(-50, 0), -360)
    foot = (chance.uniform(0.25, 0.75), 1.0)
    kind = chance.random()
    if kind < 0.4:
        return [np.vstack([loop, straight((right, ry), foot)])]
    if kind < 0.75:
        tail = curve((right, ry), (right, 0.7), (0.5, 1.0), (0.08, 0.88))
        return [np.vstack([loop, tail])]
    stem = straight((right, chance.uniform(0, 0.1)), (right, 0.95))
    return [loop, stem]


HANDS: tuple[Callable[[Chance], list[Line]], ...] = (
    _zero,
    _one,
    _two,
    _three,
    _four,
    _five,
    _six,
    _seven,
    _eight,
    _nine,
)


def write(digit: int, chance: Chance) -> list[Line]:
    """Write a digit in a random common style.

    Args:
        digit: Digit to write, 0 to 9.
        chance: Random number generator, which chooses the style and its proportions.

    Returns:
        Points of each line, (n, 2), y down, in a box of about 1 by 1.
    """
    return HANDS[digit](chance)
