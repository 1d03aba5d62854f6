"""Renders the strokes that a canvas sends as the pixels that the visitor sees."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.errors import BadCanvas

# Width and height of the app's canvas, in pixels; it fits a phone 320 px wide.
CANVAS_SIDE = 260
PAPER = 255
INK = 17
# Lines are drawn larger and averaged, for the soft edges that a browser draws. The
# mean difference from the browser's pixels is 1.8 of 255 at twice the size and 1.0 at
# four times.
OVERSAMPLING = 4
# Most points on one curve; Fabric's curves are a few pixels long.
CURVE_POINTS = 8
# A patient child who fills the canvas draws a few thousand.
MOST_POINTS = 50_000
FARTHEST_PIXEL = 10_000
WIDEST_PEN = 200
# Of JSON. A patient child's drawing has some hundred kilobytes.
MOST_BYTES = 2 * 2**20
# What a stroke is, and what Fabric needs to put it back on a canvas.
FIELDS = (
    "path",
    "strokeWidth",
    "type",
    "version",
    "originX",
    "originY",
    "left",
    "top",
    "width",
    "height",
    "stroke",
    "fill",
    "strokeLineCap",
    "strokeLineJoin",
    "strokeMiterLimit",
)

Point = tuple[float, float]


def parse(drawing: Any) -> tuple[Any, ...]:
    """Return the strokes of a drawing that a canvas sent.

    Args:
        drawing: Fabric's JSON, decoded; a forged request may send anything else.

    Raises:
        BadCanvas: The value is not a drawing.
    """
    objects = drawing.get("objects", []) if isinstance(drawing, Mapping) else None
    if not isinstance(objects, list):
        raise BadCanvas("expected an object with a list of objects")
    if len(objects) > MOST_POINTS:
        raise BadCanvas("too many strokes")
    # Anything else in a forged request would be stored with them.
    try:
        found = tuple(
            {name: entry[name] for name in FIELDS if name in entry} for entry in objects
        )
        size = sum(len(json.dumps(entry)) for entry in found)
    except (TypeError, ValueError, RecursionError) as error:
        raise BadCanvas(type(error).__name__) from error
    if size > MOST_BYTES:
        raise BadCanvas("too many bytes")
    return found


def render(
    strokes: Iterable[Mapping[str, Any]], width: int, height: int
) -> NDArray[np.uint8] | None:
    """Render a canvas's strokes as the browser does.

    The server renders them because a stroke takes one kilobyte and its picture ten,
    and because a drawing after an undo, or restored from the database, has no picture.

    Args:
        strokes: Free-hand paths, as Fabric's JSON describes them.
        width: Width of the canvas, in pixels.
        height: Height of the canvas, in pixels.

    Returns:
        RGBA, (height, width, 4) uint8, dark ink on white; None if there is no stroke.

    Raises:
        BadCanvas: The values are not strokes, or are more than a hand can draw.
    """
    try:
        lines = [_stroke(entry) for entry in strokes]
    except (TypeError, ValueError, LookupError) as error:
        raise BadCanvas(str(error)) from error
    if not lines:
        return None
    if sum(len(points) for _, points in lines) > MOST_POINTS:
        raise BadCanvas("too many points")
    size = (width * OVERSAMPLING, height * OVERSAMPLING)
    image = Image.new("L", size, PAPER)
    pen = ImageDraw.Draw(image)
    for pen_width, points in lines:
        _draw(pen, pen_width * OVERSAMPLING, points)
    grey = np.asarray(image.reduce(OVERSAMPLING))
    opaque = np.full_like(grey, 255)
    return np.stack([grey, grey, grey, opaque], axis=2)


def _stroke(entry: Mapping[str, Any]) -> tuple[float, list[Point]]:
    """Return a stroke's width and its points; curves become short lines."""
    pen_width = _number(entry["strokeWidth"], WIDEST_PEN)
    if pen_width < 0:
        raise ValueError(f"a pen {pen_width} wide")
    points: list[Point] = []
    for command, *numbers in entry["path"]:
        ends = [_number(number, FARTHEST_PIXEL) for number in numbers]
        match command, ends:
            case "M" | "L", [x, y]:
                points.append((x, y))
            case "Q", [cx, cy, x, y]:
                points.extend(_curve(points[-1], (cx, cy), (x, y)))
            case _:
                raise ValueError(f"unknown command {command!r}")
        if len(points) > MOST_POINTS:
            raise ValueError("too many points")
    return pen_width, points


def _number(value: Any, largest: float) -> float:
    number = float(value)
    if not math.isfinite(number) or abs(number) > largest:
        raise ValueError(f"{number} is off the canvas")
    return number


def _curve(start: Point, control: Point, end: Point) -> list[Point]:
    """Return points on a quadratic Bézier curve, without its start."""
    length = math.dist(start, control) + math.dist(control, end)
    count = max(1, min(CURVE_POINTS, round(length / 3)))
    points = []
    for step in range(1, count + 1):
        part = step / count
        a, b, c = (1 - part) ** 2, 2 * part * (1 - part), part**2
        points.append(
            (
                a * start[0] + b * control[0] + c * end[0],
                a * start[1] + b * control[1] + c * end[1],
            )
        )
    return points


def _draw(pen: ImageDraw.ImageDraw, pen_width: float, points: list[Point]) -> None:
    radius = pen_width / 2
    scaled = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
    if len(scaled) > 1:
        pen.line(scaled, fill=INK, width=max(1, round(pen_width)), joint="curve")
    for x, y in {scaled[0], scaled[-1]} if scaled else ():
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)
