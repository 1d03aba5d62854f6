"""A pen on the app's canvas: strokes, varied as hands vary, to MNIST-like images."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing import mnist_format

SIDE = 260
USUAL_BRUSH = 20
# Fractions of a pixel that OpenCV takes as whole numbers.
SHIFT = 4
SMALLEST_SIZE, LARGEST_SIZE = 50, 235
# A drawing of more lines has been taken apart, and its parts belong together.
MOST_STROKES = 5

Lines = Sequence[NDArray[np.float64]]


@dataclass(frozen=True)
class Variation:
    """How far a drawing is varied, as standard deviations.

    Attributes:
        rotation: Degrees.
        shear: Sideways for each unit of height.
        aspect: Of the logarithm of width by height.
        bend: Of a smooth displacement, as a part of the size.
        stroke: Of each stroke's own place and scale.
    """

    rotation: float = 6.0
    shear: float = 0.14
    aspect: float = 0.16
    bend: float = 0.025
    stroke: float = 0.02


def varied(
    lines: Lines, random: np.random.Generator, variation: Variation
) -> list[NDArray[np.float64]]:
    """Return a drawing as another hand might have drawn it.

    Args:
        lines: Each (n, 2), y down, in any unit.
        random: Where chance comes from.
        variation: How far.

    Returns:
        The same lines, in a box whose longest side is about 1.
    """
    lines = _in_unit_box(lines)
    if len(lines) <= MOST_STROKES:
        lines = [_own_way(line, random, variation.stroke) for line in lines]
    points, ends = np.concatenate(lines), np.cumsum([len(line) for line in lines])
    angle = np.radians(random.normal(0, variation.rotation))
    shear = random.normal(0, variation.shear)
    stretch = np.exp(random.normal(0, variation.aspect) / 2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    change = np.diag([stretch, 1 / stretch]) @ np.array([[1, 0], [shear, 1]]) @ turn
    amplitude = random.normal(0, variation.bend, (2, 3))
    frequency = random.uniform(0.2, 1.3, (2, 3, 2)) * random.choice([-1, 1], (2, 3, 2))
    phase = random.uniform(0, 1, (2, 3))
    waves = np.einsum("ni,dki->ndk", points, frequency) + phase
    offset = (amplitude * np.sin(2 * np.pi * waves)).sum(axis=2)
    return np.split((points + offset) @ change, ends[:-1])


def picture(
    lines: Lines, random: np.random.Generator, brush: int | None = None
) -> NDArray[np.uint8]:
    """Draw lines on the canvas, at any size and place that fits.

    Args:
        lines: Each (n, 2), y down, in any unit.
        random: Where chance comes from.
        brush: Width of the pen in pixels; any that the app offers if not given, most
            often the one that it begins with.

    Returns:
        (260, 260) uint8, dark on white.
    """
    if brush is None:
        usual = random.random() < 0.5
        brush = USUAL_BRUSH if usual else int(random.integers(4, 41))
    smallest = max(SMALLEST_SIZE, min(2.6 * brush + 20, 150))
    size = random.uniform(smallest, LARGEST_SIZE - brush / 2)
    boxed = [line * size for line in _in_unit_box(lines)]
    extent = np.concatenate(boxed).max(axis=0)
    margin = brush / 2 + 1
    room = np.maximum(SIDE - extent - 2 * margin, 0)
    corner = margin + random.uniform(0, 1, 2) * room
    return ink([line + corner for line in boxed], brush)


def ink(
    lines: Lines, brush: int, canvas: NDArray[np.uint8] | None = None
) -> NDArray[np.uint8]:
    """Draw lines in canvas pixels with a pen of a width.

    Args:
        lines: Each (n, 2), y down.
        brush: Width of the pen.
        canvas: (height, width) uint8 to draw on; white, (260, 260), if not given.
    """
    if canvas is None:
        canvas = np.full((SIDE, SIDE), 255, np.uint8)
    # A line of one point would leave nothing.
    lines = [np.repeat(line, 2, axis=0) if len(line) == 1 else line for line in lines]
    fixed = [np.round(line * 2**SHIFT).astype(np.int32)[:, None] for line in lines]
    cv2.polylines(canvas, fixed, False, 17, brush, cv2.LINE_8, SHIFT)
    return canvas


def seen(
    lines: Lines, random: np.random.Generator, brush: int | None = None
) -> NDArray[np.uint8]:
    """Draw lines on the canvas and return what a network sees: (28, 28) uint8."""
    image = mnist_format.to_mnist(picture(lines, random, brush))
    return np.round(image * 255).astype(np.uint8)


def _in_unit_box(lines: Lines) -> list[NDArray[np.float64]]:
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    # A dot stays one.
    size = max(float((high - low).max()), 0.05)
    return [(line - low) / size for line in lines]


def _own_way(
    line: NDArray[np.float64], random: np.random.Generator, amount: float
) -> NDArray[np.float64]:
    middle = line.mean(axis=0)
    scale = 1 + random.normal(0, 2 * amount)
    moved: NDArray[np.float64] = (
        (line - middle) * scale + middle + random.normal(0, amount, 2)
    )
    return moved
