"""A simulated pen: varies strokes as people do and draws them on the app's canvas."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing import mnist_format

SIDE = 260
USUAL_BRUSH = 20
# Bits for fractions of a pixel in OpenCV's integer coordinates.
SHIFT = 4
SMALLEST_SIZE, LARGEST_SIZE = 50, 235
# A drawing of more lines is cut into pieces, whose lines must stay together.
MOST_STROKES = 5

Lines = Sequence[NDArray[np.float64]]


@dataclass(frozen=True)
class Variation:
    """Amounts by which a drawing is varied, as standard deviations.

    Attributes:
        rotation: Rotation in degrees.
        shear: Horizontal shift per unit of height.
        aspect: Logarithm of the change of width by height.
        bend: Smooth displacement, as a share of the size.
        stroke: Change of each stroke's position and scale.
    """

    rotation: float = 6.0
    shear: float = 0.14
    aspect: float = 0.16
    bend: float = 0.025
    stroke: float = 0.02


def varied(
    lines: Lines, random: np.random.Generator, variation: Variation
) -> list[NDArray[np.float64]]:
    """Return a drawing as another person might have drawn it.

    Args:
        lines: Points of each line, (n, 2), y down, in any unit.
        random: Random number generator.
        variation: Amounts of variation.

    Returns:
        The same lines, in a box whose longest side is about 1.
    """
    lines = in_box(lines)
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


def in_box(lines: Lines) -> list[NDArray[np.float64]]:
    """Move and scale lines into a box from 0 whose longest side is 1."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    # A lower limit, so that a dot stays a dot.
    size = max(float((high - low).max()), 0.05)
    return [(line - low) / size for line in lines]


def picture(
    lines: Lines, random: np.random.Generator, brush: int | None = None
) -> NDArray[np.uint8]:
    """Draw lines on the canvas, at a random size and position that fits.

    Args:
        lines: Points of each line, (n, 2), y down, in any unit.
        random: Random number generator.
        brush: Width of the pen in pixels; if None, a random one of those that the app
            offers, most often the default.

    Returns:
        (260, 260) uint8, dark on white.
    """
    if brush is None:
        usual = random.random() < 0.5
        brush = USUAL_BRUSH if usual else int(random.integers(4, 41))
    smallest = max(SMALLEST_SIZE, min(2.6 * brush + 20, 150))
    size = random.uniform(smallest, LARGEST_SIZE - brush / 2)
    boxed = [line * size for line in in_box(lines)]
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
        lines: Points of each line, (n, 2), y down, in pixels.
        brush: Width of the pen in pixels.
        canvas: (height, width) uint8 to draw on; a white one, (260, 260), if None.
    """
    if canvas is None:
        canvas = np.full((SIDE, SIDE), 255, np.uint8)
    # OpenCV draws nothing for a line of one point.
    lines = [np.repeat(line, 2, axis=0) if len(line) == 1 else line for line in lines]
    fixed = [np.round(line * 2**SHIFT).astype(np.int32)[:, None] for line in lines]
    cv2.polylines(canvas, fixed, False, 17, brush, cv2.LINE_8, SHIFT)
    return canvas


def seen(
    lines: Lines, random: np.random.Generator, brush: int | None = None
) -> NDArray[np.uint8]:
    """Draw lines on the canvas and return the network's input, (28, 28) uint8."""
    image = mnist_format.to_mnist(picture(lines, random, brush))
    return np.round(image * 255).astype(np.uint8)


def _own_way(
    line: NDArray[np.float64], random: np.random.Generator, amount: float
) -> NDArray[np.float64]:
    middle = line.mean(axis=0)
    scale = 1 + random.normal(0, 2 * amount)
    moved: NDArray[np.float64] = (
        (line - middle) * scale + middle + random.normal(0, amount, 2)
    )
    return moved
