"""Where one digit ends and the next begins, in a drawing that may hold several."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing.mnist_format import INK_LEVEL

# Two pieces stand over each other, and belong together, when they share so much of
# the narrower one's width: the bar of a 5 and its belly, not two slanted neighbours.
SHARED_WIDTH = 0.45
# Of the tallest part: smaller ones are dots and slips of the pen, not digits.
LEAST_HEIGHT = 0.3
# More digits than fit on a canvas that a finger draws on.
MOST_DIGITS = 12


def split_digits(ink: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return the parts of a drawing that stand apart, from left to right.

    Args:
        ink: (height, width) uint8, ink bright.

    Returns:
        Each part's ink alone, of the same shape as the whole. The whole by itself
        where there is one part, where a part is too small for a digit, or where
        there are too many.
    """
    marked = (ink >= 255 * INK_LEVEL).view(np.uint8)
    count, pieces, measures, _ = cv2.connectedComponentsWithStats(marked)
    # Component 0 is the paper.
    if not 2 < count <= 1 + 4 * MOST_DIGITS:
        return [ink]
    groups: list[list[int]] = []
    left_to_right = np.argsort(measures[1:, cv2.CC_STAT_LEFT], kind="stable") + 1
    for piece in left_to_right.tolist():
        group = next(
            (group for group in groups if _over_each_other(measures, group, piece)),
            None,
        )
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    heights = [_extent(measures, group, cv2.CC_STAT_TOP) for group in groups]
    tall = [bottom - top for top, bottom in heights]
    if not 1 < len(groups) <= MOST_DIGITS or min(tall) < LEAST_HEIGHT * max(tall):
        return [ink]
    return [
        np.where(np.isin(pieces, group), ink, 0).astype(np.uint8) for group in groups
    ]


def _over_each_other(measures: NDArray[np.int32], group: list[int], piece: int) -> bool:
    start, end = _extent(measures, group, cv2.CC_STAT_LEFT)
    other_start, other_end = _extent(measures, [piece], cv2.CC_STAT_LEFT)
    shared = min(end, other_end) - max(start, other_start)
    narrower = min(end - start, other_end - other_start)
    return shared >= SHARED_WIDTH * narrower


def _extent(
    measures: NDArray[np.int32], group: list[int], side: int
) -> tuple[int, int]:
    """Return where pieces begin and end, from the left or from the top."""
    length = {
        cv2.CC_STAT_LEFT: cv2.CC_STAT_WIDTH,
        cv2.CC_STAT_TOP: cv2.CC_STAT_HEIGHT,
    }[side]
    starts = measures[group, side]
    return int(starts.min()), int((starts + measures[group, length]).max())
