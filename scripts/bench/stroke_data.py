"""Digits drawn with a mouse, in the format that the canvas's component sends."""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Stroke = tuple[Point, ...]

FABRIC_VERSION = "7.4.0"
# Distance in pixels between a mouse's reports at writing speed.
STEP_PIXELS = 6


def dense(corners: Sequence[Point], step_pixels: float) -> list[Point]:
    """Return points on a line through corners, at most a step apart."""
    points = [corners[0]]
    for (x0, y0), (x1, y1) in pairwise(corners):
        steps = math.ceil(math.dist((x0, y0), (x1, y1)) / step_pixels)
        points.extend(
            (x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps)
            for step in range(1, steps + 1)
        )
    return points


def _line(*corners: Point) -> Stroke:
    """Return a stroke through corners, with points in between as a mouse reports."""
    return tuple((round(x, 3), round(y, 3)) for x, y in dense(corners, STEP_PIXELS))


def arc(centre: Point, radii: Point, start: float, end: float) -> tuple[Point, ...]:
    """Return points on an ellipse; angles in degrees, clockwise from 3 o'clock."""
    steps = 24
    angles = [
        math.radians(start + (end - start) * step / steps) for step in range(steps + 1)
    ]
    return tuple(
        (centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle))
        for angle in angles
    )


# Digits of one, two and three strokes, in pixels of the 260-pixel canvas.
DIGITS: Mapping[int, tuple[Stroke, ...]] = {
    0: (_line(*arc((130, 130), (60, 90), -90, 270)),),
    1: (_line((135, 35), (125, 225)),),
    2: (_line(*arc((130, 85), (55, 50), -170, 40), (75, 215), (195, 215)),),
    3: (
        _line(*arc((120, 82), (55, 45), -150, 90)),
        _line(*arc((120, 175), (62, 48), -90, 150)),
    ),
    4: (
        _line((95, 40), (70, 145), (195, 145)),
        _line((160, 60), (155, 225)),
    ),
    5: (
        _line((95, 45), (90, 115)),
        _line(*arc((120, 165), (62, 55), -120, 140)),
        _line((95, 45), (185, 45)),
    ),
    7: (_line((65, 55), (190, 55), (120, 225)), _line((100, 135), (180, 135))),
    8: (
        _line(*arc((130, 80), (45, 42), 90, 450)),
        _line(*arc((130, 172), (55, 50), -90, 270)),
    ),
}

NUMBER = "2047"
NUMBER_PEN = 8
USUAL_PEN = 20


def number() -> tuple[Stroke, ...]:
    """Return the strokes of `NUMBER`, whose digits are side by side on one canvas."""
    part = 0.24
    return tuple(
        tuple((x * part + 64 * place, y * part + 90) for x, y in stroke)
        for place, digit in enumerate(NUMBER)
        for stroke in DIGITS[int(digit)]
    )


def widget_value(
    component: Mapping[str, Any], strokes: Sequence[Stroke], pen_width: int
) -> str:
    """Return the JSON that the canvas sends after its last stroke.

    Args:
        component: Arguments that the page passed to the canvas.
        strokes: All strokes on the canvas.
        pen_width: Width of the pen, in pixels.
    """
    raw = {
        "version": FABRIC_VERSION,
        "objects": [_fabric_path(stroke, pen_width) for stroke in strokes],
        "background": component["backgroundColor"],
    }
    return json.dumps({"drawing": {"raw": raw, "data": None}}, separators=(",", ":"))


def _fabric_path(stroke: Stroke, pen_width: int) -> dict[str, Any]:
    """Return a free-hand path in Fabric's format, with curves through midpoints."""
    xs, ys = [x for x, _ in stroke], [y for _, y in stroke]
    path: list[list[str | float]] = [["M", *stroke[0]]]
    for (x0, y0), (x1, y1) in pairwise(stroke):
        path.append(["Q", x0, y0, (x0 + x1) / 2, (y0 + y1) / 2])
    path.append(["L", *stroke[-1]])
    locked = (
        "MovementX MovementY Rotation ScalingX ScalingY SkewingX SkewingY ScalingFlip"
    )
    return {
        **{f"lock{name}": False for name in locked.split()},
        "type": "Path",
        "version": FABRIC_VERSION,
        "originX": "center",
        "originY": "center",
        "left": (min(xs) + max(xs)) / 2,
        "top": (min(ys) + max(ys)) / 2,
        "width": max(xs) - min(xs),
        "height": max(ys) - min(ys),
        "fill": None,
        "stroke": "#111111",
        "strokeWidth": pen_width,
        "strokeDashArray": None,
        "strokeLineCap": "round",
        "strokeDashOffset": 0,
        "strokeLineJoin": "round",
        "strokeUniform": False,
        "strokeMiterLimit": 10,
        "scaleX": 1,
        "scaleY": 1,
        "angle": 0,
        "flipX": False,
        "flipY": False,
        "opacity": 1,
        "shadow": None,
        "visible": True,
        "backgroundColor": "",
        "fillRule": "nonzero",
        "paintFirst": "fill",
        "globalCompositeOperation": "source-over",
        "skewX": 0,
        "skewY": 0,
        "path": path,
    }
