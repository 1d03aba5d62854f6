"""Tells a box or a ring around digits from a stroke of a digit."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing.components import Component
from core.preprocessing.mnist_format import INK_LEVEL

# A frame is looked at in this size, and may have a gap of so many of its pixels.
FRAME_SIDE = 64
GAP_SIDE = 9
# The room within it has this share of its box. Ink further from the room's edge than
# half of a square of so many pixels is a stroke that runs into it.
ROOM_SHARE = 0.3
WOBBLE_SIDE = 13
STRAY_PIXELS = 4


def is_frame(component: Component) -> bool:
    """Return whether the ink runs around one room, and no stroke runs into it."""
    scale = FRAME_SIDE / max(component.height, component.width)
    size = tuple(
        max(1, round(side * scale)) for side in (component.width, component.height)
    )
    # A hair-thin line would fade in a picture that much smaller.
    reach = np.ones((max(1, int(1 / scale)),) * 2, np.uint8)
    ink = cv2.dilate(component.ink, reach)
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    mask = (small >= 255 * INK_LEVEL / 2).view(np.uint8)
    wide = cv2.copyMakeBorder(mask, *(GAP_SIDE,) * 4, cv2.BORDER_CONSTANT)
    # A box that a hand draws need not be closed.
    kernel = np.ones((GAP_SIDE, GAP_SIDE), np.uint8)
    room = _largest_room(wide)
    if room is None:
        room = _largest_room(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, kernel))
    if room is None:
        return False
    if cv2.contourArea(room) < ROOM_SHARE * size[0] * size[1]:
        return False
    inside = np.zeros_like(wide)
    cv2.fillConvexPoly(inside, cv2.convexHull(room), 1)
    inside = cv2.erode(inside, np.ones((WOBBLE_SIDE, WOBBLE_SIDE), np.uint8))
    return int(cv2.countNonZero(inside & wide)) <= STRAY_PIXELS


def _largest_room(mask: NDArray[np.uint8]) -> NDArray[np.int32] | None:
    """Return the outline of the largest paper that ink encloses; None if none is."""
    outlines, levels = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if levels is None:
        return None
    rooms = [
        outline
        for outline, level in zip(outlines, levels[0], strict=True)
        if level[3] >= 0 and cv2.contourArea(outline) >= FRAME_SIDE
    ]
    return max(rooms, key=cv2.contourArea, default=None)
