"""Ten digits as strokes on a canvas of 260 px, as a careful hand writes them."""

import itertools
import math
from collections.abc import Sequence

Point = tuple[float, float]
Stroke = Sequence[Point]


def arc(
    middle: Point, radius: Point, start: float, end: float, count: int = 24
) -> list[Point]:
    """Return points on an ellipse, angles in degrees, clockwise from the right."""
    angles = [
        math.radians(start + (end - start) * step / count) for step in range(count + 1)
    ]
    return [
        (middle[0] + radius[0] * math.cos(a), middle[1] + radius[1] * math.sin(a))
        for a in angles
    ]


def dense(stroke: Stroke, step: float = 12) -> list[Point]:
    """Return a stroke with no two points farther apart than `step` pixels."""
    points = [stroke[0]]
    for start, end in itertools.pairwise(stroke):
        count = math.ceil(math.dist(start, end) / step)
        points += [
            (
                start[0] + (end[0] - start[0]) * part / count,
                start[1] + (end[1] - start[1]) * part / count,
            )
            for part in range(1, count + 1)
        ]
    return points


DIGITS: dict[int, list[Stroke]] = {
    0: [arc((130, 130), (55, 85), -90, 270)],
    1: [[(135, 45), (130, 130), (125, 215)]],
    2: [[*arc((130, 95), (55, 50), 190, 390), (75, 205), (190, 205)]],
    3: [
        [
            *arc((125, 85), (50, 40), 210, 440),
            *arc((125, 165), (55, 45), -80, 150),
        ]
    ],
    4: [[(100, 50), (80, 140), (185, 140)], [(165, 60), (155, 215)]],
    5: [
        [(180, 55), (95, 55), (88, 115), *arc((125, 160), (55, 48), -110, 150)],
    ],
    6: [[(160, 45), (105, 110), *arc((130, 165), (50, 45), 190, 550)]],
    7: [[(70, 60), (190, 60), (115, 215)]],
    8: [
        [
            *arc((130, 90), (42, 40), 90, 450),
            *arc((130, 175), (50, 45), -90, 270),
        ]
    ],
    9: [[*arc((130, 95), (48, 45), 0, -360), (175, 120), (165, 215)]],
}
