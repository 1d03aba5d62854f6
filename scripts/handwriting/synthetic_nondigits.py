"""Synthetic drawings that are not digits, for training the network to reject them.

Outlier exposure (Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection with
Outlier Exposure", 2019): a network that is trained with some outliers also rejects
outliers of other kinds.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scripts.handwriting.synthetic_digits import Chance, Line, curve, ellipse, straight

Lines = list[Line]
# Digits that make no other digit when one is written over the other: a 1 or a 7 would
# look like a slash or a bar, and a 0 over a 3 like an 8.
CROSSING = (2, 3, 4, 5, 6, 8, 9)


def scribble(chance: Chance) -> Lines:
    """Return a scribble of a wandering pen."""
    kind = chance.random()
    if kind < 0.4:
        count = int(chance.integers(7, 25))
        return [curve(*_points(chance.uniform(0, 1, (count, 2))))]
    if kind < 0.6:
        count = int(chance.integers(3, 7))
        return [curve(*_points(chance.uniform(0, 1, (3, 2)))) for _ in range(count)]
    if kind < 0.8:
        # A zigzag, as when something is crossed out.
        turns = int(chance.integers(5, 14))
        x = np.tile([0.0, 1.0], turns)[:turns] + chance.normal(0, 0.1, turns)
        y = np.linspace(0, chance.uniform(0.2, 1), turns)
        y += chance.normal(0, 0.03, turns)
        way = np.stack([x, y] if chance.random() < 0.5 else [y, x], axis=1)
        return [curve(*_points(way))]
    angles = np.linspace(0, chance.uniform(2, 5) * 2 * np.pi, 80)
    radius = np.linspace(chance.uniform(0, 0.3), 0.5, 80)
    loops = np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)
    drift = np.linspace(0, chance.uniform(0, 2), 80)[:, None] * [1, 0]
    return [loops + drift * (chance.random() < 0.5)]


def picture(chance: Chance, narrowest_box: float = 0.5) -> Lines:
    """Return a small drawing: a face, a house, a star, a heart, a box or an arrow.

    Args:
        chance: Random number generator, which chooses the drawing.
        narrowest_box: Least width of a box by its height.
    """
    kind = int(chance.integers(9))
    if kind < 2:
        mouth = chance.choice([-1, 1])
        eyes = chance.uniform(0.15, 0.25)
        start, end = (20, 160) if mouth > 0 else (200, 340)
        return [
            ellipse(0.5, 0.5, 0.5, 0.5, 0, 370),
            ellipse(0.5 - eyes, 0.35, 0.03, chance.uniform(0.02, 0.08), 0, 360),
            ellipse(0.5 + eyes, 0.35, 0.03, chance.uniform(0.02, 0.08), 0, 360),
            ellipse(0.5, 0.6 if mouth > 0 else 0.8, 0.25, 0.18, start, end),
        ][int(chance.random() < 0.2) :]
    if kind == 2:
        return [
            straight((0, 1), (0, 0.45), (0.5, 0), (1, 0.45), (1, 1), (0, 1)),
            straight((0, 0.45), (1, 0.45)),
        ][: int(chance.integers(1, 3))]
    if kind == 3:
        corners = np.array([0, 2, 4, 1, 3, 0]) * 2 * np.pi / 5 - np.pi / 2
        star = np.stack([np.cos(corners), np.sin(corners)], axis=1)
        return [straight(*_points(star))]
    if kind == 4:
        angle = np.linspace(0, 2 * np.pi, 50)
        x = 16 * np.sin(angle) ** 3
        y = 13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle)
        return [np.stack([x, -(y - np.cos(4 * angle))], axis=1)]
    if kind == 5:
        w = chance.uniform(narrowest_box, 1.6)
        return [straight((0, 0), (w, 0), (w, 1), (0, 1), (0, 0))]
    if kind == 6:
        return [straight((0.5, 0), (1, 1), (0, 1), (0.5, 0))]
    if kind == 7:
        head = chance.uniform(0.15, 0.3)
        return [
            straight((0, 0.5), (1, 0.5)),
            straight((1 - head, 0.5 - head), (1, 0.5), (1 - head, 0.5 + head)),
        ]
    grid = chance.uniform(0.25, 0.4)
    return [
        straight((grid, 0), (grid, 1)),
        straight((1 - grid, 0), (1 - grid, 1)),
        straight((0, grid), (1, grid)),
        straight((0, 1 - grid), (1, 1 - grid)),
    ][: int(chance.integers(3, 5))]


def fragment(chance: Chance) -> Lines:
    """Return a fragment: a dot, a horizontal line, an arc, a hook, a cross or dots."""
    kind = int(chance.integers(8))
    if kind < 2:
        return [np.array([[0, 0], [1e-3, 1e-3]])]
    if kind == 2:
        tilt = chance.uniform(-0.35, 0.35)
        bow = chance.uniform(-0.25, 0.25)
        return [curve((0, tilt), (0.5, bow), (1, -tilt))]
    if kind == 3:
        gap, turn = chance.uniform(120, 220), chance.uniform(0, 360)
        rx = chance.uniform(0.3, 0.6)
        return [ellipse(0, 0, rx, 0.5, turn, turn + 360 - gap)]
    if kind == 4:
        return [straight((0, 0), (0, 1), (chance.uniform(0.4, 1.0), 1))]
    if kind == 5:
        a, b = chance.uniform(0.3, 0.7, 2)
        return [straight((0, 0), (1, 1)), straight((1, a - b), (b - a, 1))]
    if kind == 6:
        count = int(chance.integers(2, 5))
        spots = chance.uniform(0, 1, (count, 1, 2))
        return [spot + np.array([[0, 0], [1e-3, 1e-3]]) for spot in spots]
    count = int(chance.integers(2, 5))
    turned = chance.random() < 0.75
    return [
        straight((0, y), (1, y + chance.normal(0, 0.05)))
        if turned
        else straight((y, 0), (y, 1))
        for y in np.linspace(0, chance.uniform(0.4, 1), count)
    ]


def crossing(pair: Sequence[Lines], chance: Chance) -> Lines:
    """Return two digits on top of each other.

    Args:
        pair: Lines of two different digits of `CROSSING`, each in a box of about 1.
        chance: Random number generator, which chooses their distance.
    """
    first, second = pair
    offset = chance.normal(0, 0.12, 2)
    scale = np.exp(chance.normal(0, 0.12))
    return [*first, *(line * scale + offset for line in second)]


def row(some: Sequence[Lines], chance: Chance) -> Lines:
    """Return digits next to each other, as in a number."""
    lines: Lines = []
    x = 0.0
    for digit in some:
        points = np.concatenate(digit)
        low, high = points.min(axis=0), points.max(axis=0)
        lines += [line - [low[0] - x, low[1]] for line in digit]
        x += high[0] - low[0] + chance.uniform(0.12, 0.45)
    return lines


def _points(array: NDArray[np.float64]) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in array]
