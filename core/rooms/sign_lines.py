"""Reads the strokes of a sign as they are written in a file, as points of a pen."""

import math
from collections.abc import Iterator, Sequence

CURVE_POINTS = 8
ROUND_POINTS = 32

Point = tuple[float, float]
Line = tuple[Point, ...]


def parse(text: str) -> tuple[Line, ...]:
    """Return the lines of a sign.

    Args:
        text: Strokes with ``; `` between them. ``L`` and points ``x,y`` is a line with
            corners; ``S`` a smooth one; ``D`` and a point a dot; ``O``, middle, radii
            and perhaps two angles, in degrees clockwise from the right, an ellipse or a
            part of one.

    Returns:
        Points of each stroke, y down; a dot is a line of one point.
    """
    return tuple(map(_line, text.split("; ")))


def _line(text: str) -> Line:
    kind, *pairs = text.split()
    points = [_point(pair) for pair in pairs]
    match kind, points:
        case (("L" | "D"), _):
            return tuple(points)
        case "S", _:
            return tuple(_smooth(points))
        case "O", [middle, radii]:
            return tuple(_round(middle, radii, 0, 360))
        case "O", [middle, radii, (start, end)]:
            return tuple(_round(middle, radii, start, end))
    raise ValueError(f"no stroke: {text}")


def _point(text: str) -> Point:
    x, y = map(float, text.split(","))
    return x, y


def _smooth(points: Sequence[Point]) -> Iterator[Point]:
    """Yield points of a smooth line through some points, two or more.

    Source: Catmull and Rom, "A Class of Local Interpolating Splines" (1974).
    """
    ends = [_beyond(points[1], points[0]), *points, _beyond(points[-2], points[-1])]
    for four in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(CURVE_POINTS):
            x, y = (_spline(step / CURVE_POINTS, *of) for of in zip(*four, strict=True))
            yield x, y
    yield points[-1]


def _beyond(inner: Point, end: Point) -> Point:
    """Return the point as far behind the end as the inner one is before it."""
    return 2 * end[0] - inner[0], 2 * end[1] - inner[1]


def _spline(
    part: float, before: float, start: float, end: float, after: float
) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * part
        + (2 * before - 5 * start + 4 * end - after) * part**2
        + (3 * start - before - 3 * end + after) * part**3
    )


def _round(middle: Point, radii: Point, start: float, end: float) -> Iterator[Point]:
    for step in range(ROUND_POINTS + 1):
        angle = math.radians(start + (end - start) * step / ROUND_POINTS)
        yield (
            middle[0] + radii[0] * math.cos(angle),
            middle[1] + radii[1] * math.sin(angle),
        )
