"""Cuts a component of touching digits where it is thin."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing.components import Component
from core.preprocessing.mnist_format import Box

# Narrower than this by its height, a component is no two digits.
LEAST_ASPECT = 0.55
# Digits of MNIST's size are blurred: a cut would follow the blur.
LEAST_HEIGHT = 24
# One cut parts two digits; a second one is a second choice.
MOST_CUTS = 2
WIDE_ASPECT, MOST_CUTS_OF_WIDE = 1.1, 4
SLANTS = (0.0, -0.3, 0.3)
# Cuts this near to a side, as a share of the height, leave less than a digit.
FROM_SIDE = 0.1
APART = 0.12
# A cut through more ink, as a share of the height, goes along a stroke.
LONGEST_CUT = 0.5
WORKING_HEIGHT = 64


@dataclass(frozen=True, eq=False)
class Piece:
    """A component, or a slice of one.

    Attributes:
        component: The ink.
        cut: Length of the cut on its left, as a share of the height; None if it begins
            its component.
    """

    component: Component
    cut: float | None = None


def slices(component: Component) -> list[Piece]:
    """Cut a component that may be several digits; return the slices from the left."""
    narrow = component.width < LEAST_ASPECT * component.height
    if narrow or component.straight or component.height < LEAST_HEIGHT:
        return [Piece(component)]
    found = _cuts(component.ink)
    if not found:
        return [Piece(component)]
    rows, columns = np.indices(component.ink.shape)
    side = np.zeros(component.ink.shape, int)
    for column, slant, _ in found:
        side += columns >= column + slant * (rows - component.height / 2)
    pieces = []
    for number in range(len(found) + 1):
        own = np.where(side == number, component.ink, 0).astype(np.uint8)
        left, top, width, height = cv2.boundingRect(own)
        if width == 0:
            return [Piece(component)]
        frame = component.box
        box = Box(
            frame.top + top,
            frame.left + left,
            frame.top + top + height,
            frame.left + left + width,
        )
        pieces.append(
            Piece(
                Component(box, own[top : top + height, left : left + width]),
                found[number - 1][2] if number else None,
            )
        )
    return pieces


def _cuts(ink: NDArray[np.uint8]) -> list[tuple[float, float, float]]:
    """Return the best cuts: column at half height, slant, and length by height."""
    height, width = ink.shape
    scale = min(1.0, WORKING_HEIGHT / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    shrunk = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    small = (shrunk >= max(1.0, int(shrunk.max()) / 4)).view(np.uint8)
    candidates = []
    for slant in SLANTS:
        reach = abs(slant) * size[1] / 2
        shear = np.array([[1, -slant, reach + slant * size[1] / 2], [0, 1, 0]])
        wide = (size[0] + round(2 * reach), size[1])
        upright = cv2.warpAffine(small, shear, wide, flags=cv2.INTER_NEAREST)
        length = upright.sum(axis=0) / size[1]
        starts = np.diff(upright, axis=0, prepend=0) == 1
        runs = starts.sum(axis=0)
        columns = np.arange(wide[0])
        inside = (runs == 1) & (length <= LONGEST_CUT)
        near = FROM_SIDE * size[1]
        inked = np.flatnonzero(length)
        if not len(inked):
            continue
        inside &= (columns >= inked[0] + near) & (columns <= inked[-1] - near)
        candidates += [
            (float(length[column]), (column - reach) / scale, slant)
            for column in np.flatnonzero(inside)
        ]
    most = MOST_CUTS_OF_WIDE if width > WIDE_ASPECT * height else MOST_CUTS
    chosen: list[tuple[float, float, float]] = []
    for length, column, slant in sorted(candidates):
        if all(abs(column - other) >= APART * height for other, _, _ in chosen):
            chosen.append((column, slant, length))
        if len(chosen) == most:
            break
    return sorted(chosen)
