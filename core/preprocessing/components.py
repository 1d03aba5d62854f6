"""The connected parts of a drawing and their shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing.mnist_format import INK_LEVEL, Box

# A part is a speck if its longest side is less than this share of the shorter side of
# all the ink. A point of the thinnest pen next to a tall digit has 4 %.
SPECK_SHARE = 0.03
LEAST_PIXELS = 3
# A straight stroke fills this share of its rectangle.
STRAIGHT_SHARE = 0.8


@dataclass(frozen=True, eq=False)
class Component:
    """A connected part of a drawing, or a slice of one.

    Attributes:
        box: Where it is.
        ink: Its ink alone, the size of its box, uint8.
    """

    box: Box
    ink: NDArray[np.uint8]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.box.bottom - self.box.top

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.box.right - self.box.left

    @property
    def middle(self) -> float:
        """Row half way between its top and its bottom."""
        return (self.box.top + self.box.bottom) / 2

    @cached_property
    def strength(self) -> int:
        """Its strongest ink, 1 to 255."""
        return int(self.ink.max())

    @property
    def sides(self) -> float:
        """Length by thickness of the rectangle with the same moments."""
        return self._rectangle[0] / self._rectangle[1]

    @property
    def thickness(self) -> float:
        """Thickness in pixels of the rectangle with the same moments."""
        return self._rectangle[1]

    @property
    def straight(self) -> bool:
        """Whether it fills the rectangle with the same moments, as a stroke does."""
        length, thickness = self._rectangle
        return self._area >= STRAIGHT_SHARE * length * thickness

    @cached_property
    def _area(self) -> int:
        return int(cv2.countNonZero(self.ink))

    @cached_property
    def _rectangle(self) -> tuple[float, float]:
        """Length and thickness; a pixel is a square of side 1, so neither is 0."""
        moments = cv2.moments(self.ink, binaryImage=True)
        across, down, both = (
            moments[name] / moments["m00"] for name in ("mu20", "mu02", "mu11")
        )
        spread = float(np.hypot((across - down) / 2, both))
        mean = (across + down) / 2
        longer, shorter = mean + spread, max(mean - spread, 0.0)
        return float((12 * longer + 1) ** 0.5), float((12 * shorter + 1) ** 0.5)


def find(ink: NDArray[np.uint8]) -> list[Component]:
    """Return the connected parts of a drawing, without specks, from left to right.

    Args:
        ink: (height, width) uint8, ink bright.
    """
    mask = (ink >= 255 * INK_LEVEL).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    longest = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    if not len(longest):
        return []
    _, _, width, height = cv2.boundingRect(mask)
    least = max(LEAST_PIXELS, SPECK_SHARE * min(width, height))
    found = []
    for label in np.flatnonzero(longest >= least) + 1:
        left, top, width, height = map(int, stats[label, :4])
        box = Box(top, left, top + height, left + width)
        own = np.where(box.cut(labels) == label, box.cut(ink), 0).astype(np.uint8)
        found.append(Component(box, own))
    return sorted(found, key=lambda part: part.box.left + part.box.right)


def extent(components: Sequence[Component]) -> Box:
    """Return the bounding box of components, at least one."""
    return Box(
        min(component.box.top for component in components),
        min(component.box.left for component in components),
        max(component.box.bottom for component in components),
        max(component.box.right for component in components),
    )


def together(components: Sequence[Component]) -> NDArray[np.uint8]:
    """Return the ink of components, at least one, the size of their bounding box."""
    if len(components) == 1:
        return components[0].ink
    frame = extent(components)
    ink = np.zeros((frame.bottom - frame.top, frame.right - frame.left), np.uint8)
    for component in components:
        box = component.box
        place = ink[
            box.top - frame.top : box.bottom - frame.top,
            box.left - frame.left : box.right - frame.left,
        ]
        np.maximum(place, component.ink, out=place)
    return ink


def on_paper(
    components: Sequence[Component], shape: tuple[int, int]
) -> NDArray[np.uint8]:
    """Return the ink of components on a paper of a shape, (height, width) uint8."""
    ink = np.zeros(shape, np.uint8)
    extent(components).cut(ink)[:] = together(components)
    return ink
