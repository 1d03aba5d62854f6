"""Turns the ink of a digit into a 28×28 image in MNIST's format."""

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

# Fainter ink than this share of the darkest does not belong to the digit: it is the
# soft edge of a stroke, JPEG noise or paper grain.
INK_LEVEL = 0.2
# Thinnest stroke, in pixels of the 20-pixel digit, that stays bright when the drawing
# is scaled down. MNIST's own strokes are 2 to 3 pixels wide.
THINNEST_STROKE = 1.6
# A dot fills its outline and is about as high as wide. So does a 0 whose hole has
# closed: nobody could distinguish the two.
SOLID_SHARE = 0.93
ROUND_SIDES = 1.5


class Step(StrEnum):
    """A step of the preprocessing; the steps run in this order."""

    BOX = "box"
    SHRINK = "shrink"
    CENTRE = "centre"


ALL_STEPS = frozenset(Step)


@dataclass(frozen=True)
class Box:
    """The ink's bounding box in pixels; `bottom` and `right` are exclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def cut(self, picture: NDArray[Any]) -> NDArray[Any]:
        """Crop a picture, (height, width, …), to the box."""
        return picture[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True)
class Preprocessed:
    """A drawing after each step of the preprocessing.

    Attributes:
        ink: The drawing's ink, (height, width) uint8, ink bright.
        box: The part of `ink` that was cropped.
        small: The cropped ink scaled down, at most (28, 28), float32 in [0, 1].
        balance: Centre of mass of `small`, (row, column), in pixels of `small`.
        seen: The network's input, (28, 28) float32 in [0, 1].
    """

    ink: NDArray[np.uint8]
    box: Box
    small: NDArray[np.float32]
    balance: tuple[float, float]
    seen: NDArray[np.float32]


def to_mnist(picture: NDArray[Any]) -> NDArray[np.float32]:
    """Turn a picture of one digit into an image in MNIST's format.

    Args:
        picture: RGBA, (height, width, 4) uint8, or another format that `extract_ink`
            accepts.

    Returns:
        (28, 28) float32 in [0, 1], ink bright. The digit's longest side is 20 pixels
        and its centre of mass within half a pixel of (14, 14), unless the frame would
        cut it there.

    Raises:
        BadCanvas: The array does not hold the pixels of a picture.
        EmptyDrawing: The picture has no ink.

    Source: LeCun, Cortes and Burges, the MNIST page, for the box and the centre.
    """
    return preprocess(extract_ink(picture)).seen


def preprocess(
    ink: NDArray[np.uint8], steps: frozenset[Step] = ALL_STEPS
) -> Preprocessed:
    """Preprocess a drawing, with all steps or only some.

    Args:
        ink: (height, width) uint8, ink bright, brightest pixel 255.
        steps: The steps to carry out. Without `Step.BOX`, the whole picture is scaled
            down; without `Step.SHRINK`, it fills the 28×28 frame; without
            `Step.CENTRE`, the middle of the box, not the centre of mass, is centred.
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
    """Return whether a drawing is a filled dot without any line in it."""
    mask = _strokes(drawing.box.cut(drawing.ink))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(np.concatenate(outlines))
    _, sides, _ = cv2.minAreaRect(hull)
    # Plus 1: OpenCV measures from the middle of the first pixel to that of the last.
    shorter, longer = sorted(side + 1 for side in sides)
    if longer > ROUND_SIDES * shorter:
        return False
    # The outline runs through the middle of its pixels, half a pixel inside the edge.
    area = cv2.contourArea(hull) + len(hull) / 2
    return bool(cv2.countNonZero(mask) >= SOLID_SHARE * area)


def _strokes(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return where there is ink, 0 or 1: half as strong as the strongest, or stronger.

    The strongest of this part: a part of a drawing may be fainter than the rest.
    """
    return (ink >= max(1.0, int(ink.max()) / 2)).view(np.uint8)


def _box(ink: NDArray[np.uint8]) -> Box:
    """Return the bounding box of the ink."""
    mask = (ink >= 255 * INK_LEVEL).view(np.uint8)
    left, top, width, height = cv2.boundingRect(mask)
    return Box(top, left, top + height, left + width)


def _shrunk(ink: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """Scale the ink until its longest side has `side` pixels; keep thin lines."""
    height, width = ink.shape
    scale = side / max(height, width)
    thinnest = THINNEST_STROKE / scale
    stroke = _stroke_width(ink)
    if scale < 1 and stroke < thinnest:
        # Otherwise a hair-thin line is averaged with the paper around it and fades.
        kernel_side = 2 * round((thinnest - stroke) / 2) + 1
        ink = cv2.dilate(ink, np.ones((kernel_side, kernel_side), np.uint8))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(ink, size, interpolation=interpolation).astype(np.float32)
    brightest = max(float(small.max()), 1.0)
    shrunk: NDArray[np.float32] = small / brightest
    return shrunk


def _stroke_width(ink: NDArray[np.uint8]) -> float:
    """Estimate the pen's width in pixels: twice the ink's area over its perimeter."""
    mask = cv2.copyMakeBorder(_strokes(ink), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    perimeter = cv2.countNonZero(cv2.absdiff(mask[1:], mask[:-1]))
    perimeter += cv2.countNonZero(cv2.absdiff(mask[:, 1:], mask[:, :-1]))
    return float(2 * cv2.countNonZero(mask) / max(perimeter, 1))


def _centre_of_mass(small: NDArray[np.float32]) -> tuple[float, float]:
    """Return the centre of mass, (row, column)."""
    # Wider: OpenCV takes two columns of floats for the points of an outline.
    wider = cv2.copyMakeBorder(small, 0, 0, 0, 2, cv2.BORDER_CONSTANT)
    moments = cv2.moments(wider)
    return moments["m01"] / moments["m00"], moments["m10"] / moments["m00"]


def _centre_in_frame(
    small: NDArray[np.float32], balance: tuple[float, float] | None
) -> NDArray[np.float32]:
    """Put the scaled digit into the 28×28 frame.

    Args:
        small: At most (28, 28), float32 in [0, 1].
        balance: Centre of mass, (row, column), that goes to the frame's centre; None
            centres the box instead.
    """
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
