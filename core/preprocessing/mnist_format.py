"""From the ink of a digit to the 28×28 image that a network was trained on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing.ink import extract_ink

SIDE = 28
DIGIT_SIDE = 20
# MNIST's own centre: the mean centre of mass of its 70 000 images is pixel (14, 14).
CENTRE = 14

# Part of the darkest ink that still belongs to the digit: under it lie the soft
# edge of a stroke, the noise of a JPEG and the grain of paper.
INK_LEVEL = 0.2
# Thinnest stroke, in pixels of the 20-pixel digit, that keeps its brightness when
# it is made small. MNIST's own pens are 2 to 3 wide.
THINNEST_STROKE = 1.6
# A dot fills its own outline, and is about as high as wide. Without its hole a 0 does
# so too, and nobody could tell them apart.
SOLID_SHARE = 0.93
ROUND_SIDES = 1.5


class Step(StrEnum):
    """What is done to a drawing before a network sees it, in this order."""

    BOX = "box"
    SHRINK = "shrink"
    CENTRE = "centre"


ALL_STEPS = frozenset(Step)


@dataclass(frozen=True)
class Box:
    """Rows and columns of the ink: from `top` up to `bottom`, the end not included."""

    top: int
    left: int
    bottom: int
    right: int

    def cut(self, picture: NDArray[Any]) -> NDArray[Any]:
        """Return what of a picture, (height, width, …), lies in it."""
        return picture[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True)
class Preprocessed:
    """A drawing on its way to a network.

    Attributes:
        ink: As it was drawn, (height, width) uint8, ink bright.
        box: What was cut out of it.
        small: The box made small, at most (28, 28), float32 in [0, 1].
        balance: Centre of mass of `small`, (row, column), in its pixels.
        seen: What the network is shown, (28, 28) float32 in [0, 1].
    """

    ink: NDArray[np.uint8]
    box: Box
    small: NDArray[np.float32]
    balance: tuple[float, float]
    seen: NDArray[np.float32]


def to_mnist(picture: NDArray[Any]) -> NDArray[np.float32]:
    """Turn a picture of one digit into an MNIST-like image.

    Args:
        picture: RGBA, shape (height, width, 4), uint8; what else is taken,
            `extract_ink` says.

    Returns:
        Shape (28, 28), float32 in [0, 1], ink bright, longest side 20 px, centre of
        mass within half a pixel of (14, 14), unless that would cut the digit.

    Raises:
        BadCanvas: Not the pixels of a picture.
        EmptyDrawing: No ink.

    Source: LeCun, Cortes and Burges, the MNIST page, for the box and the centre.
    """
    return preprocess(extract_ink(picture)).seen


def preprocess(
    ink: NDArray[np.uint8], steps: frozenset[Step] = ALL_STEPS
) -> Preprocessed:
    """Return a drawing on its way to a network, with some steps left out.

    Args:
        ink: (height, width) uint8, ink bright, its brightest pixel 255.
        steps: Those that are done. Without `Step.BOX` the whole picture is made
            small; without `Step.SHRINK` it fills the 28×28 frame; without
            `Step.CENTRE` it stands in the middle of the frame, as it is.
    """
    box = _box(ink) if Step.BOX in steps else Box(0, 0, *ink.shape)
    side = DIGIT_SIDE if Step.SHRINK in steps else SIDE
    small = _shrunk(np.ascontiguousarray(box.cut(ink)), side)
    balance = _centre_of_mass(small)
    by_mass = Step.CENTRE in steps
    return Preprocessed(
        ink, box, small, balance, _centre_in_frame(small, balance if by_mass else None)
    )


def is_dot(drawing: Preprocessed) -> bool:
    """Say whether a drawing is a blot without any line in it."""
    marked = (drawing.box.cut(drawing.ink) >= 128).view(np.uint8)
    outlines, _ = cv2.findContours(marked, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(np.concatenate(outlines))
    _, sides, _ = cv2.minAreaRect(hull)
    # One more than the distance between the middles of the outermost pixels.
    shorter, longer = sorted(side + 1 for side in sides)
    if longer > ROUND_SIDES * shorter:
        return False
    # An outline runs through the middle of its pixels, half a pixel inside the edge.
    area = cv2.contourArea(hull) + len(hull) / 2
    return bool(cv2.countNonZero(marked) >= SOLID_SHARE * area)


def _box(ink: NDArray[np.uint8]) -> Box:
    """Return the box that holds the ink."""
    marked = (ink >= 255 * INK_LEVEL).view(np.uint8)
    left, top, width, height = cv2.boundingRect(marked)
    return Box(top, left, top + height, left + width)


def _shrunk(ink: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """Scale to a longest side without losing thin lines."""
    height, width = ink.shape
    scale = side / max(height, width)
    thinnest = THINNEST_STROKE / scale
    stroke = _stroke_width(ink)
    if scale < 1 and stroke < thinnest:
        # Without it a hair-thin line is averaged with the paper beside it and fades.
        reach = 2 * round((thinnest - stroke) / 2) + 1
        ink = cv2.dilate(ink, np.ones((reach, reach), np.uint8))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(ink, size, interpolation=way).astype(np.float32)
    brightest = max(float(small.max()), 1.0)
    shrunk: NDArray[np.float32] = small / brightest
    return shrunk


def _stroke_width(ink: NDArray[np.uint8]) -> float:
    """Estimate the pen's width in pixels: a stroke is twice its area by its edge."""
    marked = np.pad((ink >= 128).view(np.uint8), 1)
    edge = cv2.countNonZero(cv2.absdiff(marked[1:], marked[:-1]))
    edge += cv2.countNonZero(cv2.absdiff(marked[:, 1:], marked[:, :-1]))
    return float(2 * cv2.countNonZero(marked) / max(edge, 1))


def _centre_of_mass(small: NDArray[np.float32]) -> tuple[float, float]:
    """Return the centre of mass, (row, column)."""
    moments = cv2.moments(small)
    return moments["m01"] / moments["m00"], moments["m10"] / moments["m00"]


def _centre_in_frame(
    small: NDArray[np.float32], balance: tuple[float, float] | None
) -> NDArray[np.float32]:
    """Place it in the 28×28 frame: its balance on the centre, or in the middle."""
    corner = [
        (SIDE - length) // 2
        if balance is None
        else min(max(round(CENTRE - balance[axis]), 0), SIDE - length)
        for axis, length in enumerate(small.shape)
    ]
    image = np.zeros((SIDE, SIDE), np.float32)
    top, left = corner
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image
