"""Finds the sheet of paper in a photograph that also shows the desk around it."""

import cv2
import numpy as np
from numpy.typing import NDArray

# Longest side, in pixels, of the picture in which a sheet is looked for: the strokes
# on it are too thin there to be in the way.
SEARCH_SIDE = 160
STROKES = 7
# Lightness between sheet and desk is tried at so many levels.
LEVELS = 10
# A sheet covers at least and at most this share of the photograph.
SMALLEST, LARGEST = 0.08, 0.97
# Share of its own area by which its outline may differ from four straight sides.
UNEVEN = 0.1
# The shorter of two opposite sides, as a share of the longer.
SLANT = 0.55
# A sheet ends within a few pixels, a shadow on it does not: contrast from so near to
# so far from the edge, as shares of the longer side, and the share of it that is near.
NEAR, FAR = 1 / 100, 1 / 25
SHARP = 0.6
FAINTEST_EDGE = 18
# A desk of which one strip shows has another tint: the share of light that it returns
# differs by so much between the channels.
TINT = 0.12
# The edge itself, its shadow and its blur are left out.
INSET = 0.02
# Longest side of the result, in pixels.
SIDE = 600

Corners = NDArray[np.float32]


def cut_out(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the sheet of paper alone, seen from straight above.

    Args:
        rgb: The photograph, (height, width, 3) uint8.

    Returns:
        (height, width, 3) uint8; the whole photograph if it shows no edge of a sheet.
    """
    corners = find(rgb)
    return rgb if corners is None else _from_above(rgb, corners)


def find(rgb: NDArray[np.uint8]) -> Corners | None:
    """Return the corners of the sheet of paper.

    Args:
        rgb: The photograph, (height, width, 3) uint8.

    Returns:
        Column and row of each corner, (4, 2) float32, clockwise from the top left;
        None if the photograph shows no edge of a sheet.
    """
    height, width = rgb.shape[:2]
    edge = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    low = float(np.percentile(edge.min(axis=1), 20))
    if low > 255 - FAINTEST_EDGE:
        # Nothing is so much lighter: a white canvas needs no search.
        return None
    scale = SEARCH_SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    # Paper is light in all channels, wood and cloth in some.
    whiteness = small.min(axis=2)
    high = float(np.percentile(whiteness, 95))
    if high - low < FAINTEST_EDGE:
        return None
    whiteness = cv2.medianBlur(whiteness, STROKES)
    best, most = None, float(FAINTEST_EDGE)
    for level in np.linspace(low, high, LEVELS + 2)[1:-1]:
        corners = _four_corners((whiteness > level).view(np.uint8))
        if corners is not None:
            corners = (corners + 0.5) * [width / size[0], height / size[1]]
            sharpness, moved = _edges(rgb, corners.astype(np.float32))
            if sharpness > most:
                best, most = moved, sharpness
    return best


def _four_corners(mask: NDArray[np.uint8]) -> Corners | None:
    """Return the corners of the largest light part, if it may be a sheet."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    area, length = cv2.contourArea(hull), cv2.arcLength(hull, True)
    if not SMALLEST < area / mask.size < LARGEST:
        return None
    filled = cv2.fillConvexPoly(np.zeros_like(mask), hull, 1)
    # Of a stroke around a hole, and of a part with a notch, the hull has more.
    if cv2.countNonZero(cv2.bitwise_and(filled, mask)) < (1 - UNEVEN) * area:
        return None
    for tolerance in np.arange(0.01, 0.1, 0.01):
        corners = cv2.approxPolyDP(hull, tolerance * length, True)
        if len(corners) <= 4:
            break
    if len(corners) != 4:
        return None
    if abs(cv2.contourArea(corners) - area) > UNEVEN * area:
        return None
    ordered = _clockwise(corners.reshape(4, 2).astype(np.float32))
    sides = np.linalg.norm(ordered - np.roll(ordered, -1, axis=0), axis=1)
    pairs = ((sides[0], sides[2]), (sides[1], sides[3]))
    if any(min(pair) < SLANT * max(pair) for pair in pairs):
        return None
    return ordered


def _clockwise(corners: Corners) -> Corners:
    """Return corners clockwise, the one nearest to the top left first."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    turned = corners[np.argsort(angles)]
    return np.roll(turned, -int(turned.sum(axis=1).argmin()), axis=0)


def _edges(rgb: NDArray[np.uint8], corners: Corners) -> tuple[float, Corners]:
    """Look closely at the edges of what may be a sheet.

    Returns:
        How much the faintest edge stands out, 0 if one is no sheet's; and the corners,
        exactly, since they were found in a small picture.
    """
    side = max(rgb.shape)
    far, near = max(4, round(FAR * side)), max(1, round(NEAR * side))
    strengths, places, tints = [], [], []
    for first, second in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        colours = _across(rgb, first, second, far)
        place = 0.0
        # Without colours, the photograph ends here, not the sheet.
        if colours is not None:
            steps = (colours[: -2 * near] - colours[2 * near :]).max(axis=1)
            inside, outside = colours[: far - near], colours[far + near :]
            # A printed line is a step too, but the paper goes on behind it.
            whole = (np.median(inside, axis=0) - np.median(outside, axis=0)).max()
            step = float(steps.max())
            is_sharp = step >= SHARP * whole
            strengths.append(min(step, float(whole)) if is_sharp else 0.0)
            share = (1 + colours[-far // 2 :].mean(0)) / (
                1 + colours[: far // 2].mean(0)
            )
            tints.append(float(np.ptp(share)))
            place = float(steps.argmax()) + near - far
        places.append(place)
    if len(tints) == 1 and tints[0] < TINT:
        # The edge of a shadow is one too; it takes as much of each colour.
        return 0.0, corners
    return min(strengths, default=0.0), _moved(corners, places)


def _moved(corners: Corners, places: list[float]) -> Corners:
    """Move each side of a sheet outwards, and return where the sides meet."""
    along = np.roll(corners, -1, axis=0) - corners
    outward = np.stack([along[:, 1], -along[:, 0]], axis=1)
    outward = outward / np.maximum(np.linalg.norm(outward, axis=1)[:, None], 1e-6)
    distances = (outward * corners).sum(axis=1) + places
    moved = [
        np.linalg.lstsq(outward[[each - 1, each]], distances[[each - 1, each]])[0]
        for each in range(len(corners))
    ]
    return np.array(moved, np.float32)


def _across(
    rgb: NDArray[np.uint8], first: Corners, second: Corners, far: int
) -> NDArray[np.float64] | None:
    """Return the usual colour at each distance from one side of a sheet.

    Args:
        rgb: The photograph.
        first: Column and row of a corner.
        second: Column and row of the next corner, clockwise.
        far: Pixels inside and outside.

    Returns:
        (2 * far + 1, 3), from inside to outside; None where the photograph ends there.
    """
    height, width = rgb.shape[:2]
    along = second - first
    outward = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1e-6)
    on_edge = first + np.linspace(0.06, 0.94, 40)[:, None] * along
    points = on_edge + np.arange(-far, far + 1)[:, None, None] * outward
    beyond = points[-1]
    shown = ((beyond >= 0) & (beyond < [width, height])).all(axis=1)
    if shown.mean() < 0.5:
        return None
    columns, rows = np.moveaxis(points[:, shown].astype(np.float32), -1, 0)
    pixels = cv2.remap(rgb, columns, rows, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE)
    return np.asarray(np.median(pixels, axis=1), np.float64)


def _from_above(rgb: NDArray[np.uint8], corners: Corners) -> NDArray[np.uint8]:
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    scale = SIDE / max(width, height)
    width, height = max(8, round(width * scale)), max(8, round(height * scale))
    inset = INSET * max(width, height)
    straight = np.array(
        [[0, 0], [width, 0], [width, height], [0, height]], np.float32
    ) + inset * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    view = cv2.getPerspectiveTransform(corners, straight)
    seen: NDArray[np.uint8] = cv2.warpPerspective(
        rgb, view, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return seen
