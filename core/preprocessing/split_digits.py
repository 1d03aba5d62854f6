"""Splits a drawing of a number into its digits."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing.mnist_format import INK_LEVEL

# Two components belong to one digit if they overlap by this share of the narrower
# one's width: the bar of a 5 and its belly do, two slanted neighbours do not.
SHARED_WIDTH = 0.45
# A part lower than this share of the tallest is a dot or a slip of the pen.
LEAST_HEIGHT = 0.3
# A canvas that somebody draws on with a finger has room for fewer digits than this.
MOST_DIGITS = 12


def split_digits(ink: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return the separate parts of a drawing, from left to right.

    Args:
        ink: (height, width) uint8, ink bright.

    Returns:
        One (height, width) uint8 array for each part, with only that part's ink. The
        whole drawing as the only part if it cannot be split, if a part is too small
        for a digit, or if there are too many parts.
    """
    mask = (ink >= 255 * INK_LEVEL).view(np.uint8)
    count, components, stats, _ = cv2.connectedComponentsWithStats(mask)
    # Component 0 is the paper.
    if not 2 < count <= 1 + 4 * MOST_DIGITS:
        return [ink]
    groups: list[list[int]] = []
    left_to_right = np.argsort(stats[1:, cv2.CC_STAT_LEFT], kind="stable") + 1
    for component in left_to_right.tolist():
        group = next(
            (group for group in groups if _overlap(stats, group, component)), None
        )
        if group is None:
            groups.append([component])
        else:
            group.append(component)
    extents = [_extent(stats, group, cv2.CC_STAT_TOP) for group in groups]
    heights = [bottom - top for top, bottom in extents]
    lowest, tallest = min(heights), max(heights)
    if not 1 < len(groups) <= MOST_DIGITS or lowest < LEAST_HEIGHT * tallest:
        return [ink]
    return [
        np.where(np.isin(components, group), ink, 0).astype(np.uint8)
        for group in groups
    ]


def _overlap(stats: NDArray[np.int32], group: list[int], component: int) -> bool:
    """Return whether a component is above or below a group of components."""
    start, end = _extent(stats, group, cv2.CC_STAT_LEFT)
    other_start, other_end = _extent(stats, [component], cv2.CC_STAT_LEFT)
    shared = min(end, other_end) - max(start, other_start)
    narrower = min(end - start, other_end - other_start)
    return shared >= SHARED_WIDTH * narrower


def _extent(stats: NDArray[np.int32], group: list[int], side: int) -> tuple[int, int]:
    """Return the first pixel of a group and the one after its last.

    Args:
        stats: (components, 5) int32, as OpenCV returns them.
        group: Numbers of the components.
        side: `cv2.CC_STAT_LEFT` for columns, `cv2.CC_STAT_TOP` for rows.
    """
    length = {
        cv2.CC_STAT_LEFT: cv2.CC_STAT_WIDTH,
        cv2.CC_STAT_TOP: cv2.CC_STAT_HEIGHT,
    }[side]
    starts = stats[group, side]
    return int(starts.min()), int((starts + stats[group, length]).max())
