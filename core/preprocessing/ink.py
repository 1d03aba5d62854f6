"""Tell the ink from the paper: on the canvas, in a picture, in a photograph."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import BadCanvas, EmptyDrawing

# Contrast to the paper, of 255, under which a picture counts as empty.
FAINTEST_INK = 24
# The edge of a drawn picture is paper of one colour, but for the ink that runs off it:
# at most so many percent of the edge. Whatever is more uneven is a photograph.
INKED_EDGE_PERCENT = 35
FLAT_PAPER = 12
# The paper of a photograph is what is usual in a window around each place. Seen this
# small, the window is wider than a stroke and narrower than a shadow.
PAPER_SIDE = 128
PAPER_WINDOW = 61
# Part of the strongest ink under which lies what is printed on paper, and its grain.
FAINT_SHARE = 0.4
# Part of the largest piece of ink under which a piece is dirt.
DIRT_SHARE = 0.02


def extract_ink(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return how much ink there is at each place.

    Args:
        picture: RGBA, shape (height, width, 4), uint8, any size. RGB without alpha
            and grey (height, width) are taken too. Any ink on any plain paper; the
            light may be uneven, as in a photograph.

    Returns:
        Shape (height, width), uint8: 0 for paper, 255 for the strongest ink.

    Raises:
        BadCanvas: Not the pixels of a picture.
        EmptyDrawing: No ink.
    """
    rgb = _as_photograph(_checked(picture))
    edge = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    paper = np.median(edge, axis=0)
    uneven = np.abs(edge - paper).max(axis=1)
    if np.percentile(uneven, 100 - INKED_EDGE_PERCENT) < FLAT_PAPER:
        contrast = _strongest_channel(cv2.absdiff(rgb, tuple(map(float, (*paper, 0)))))
    else:
        contrast = _remove_specks(_flatten_illumination(rgb))
    strongest = int(contrast.max())
    if strongest < FAINTEST_INK:
        raise EmptyDrawing
    ink: NDArray[np.uint8] = cv2.convertScaleAbs(contrast, alpha=255 / strongest)
    return ink


def _checked(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return (height, width, 3 or 4) uint8, whatever picture came in."""
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        given = getattr(picture, "dtype", type(picture))
        raise BadCanvas(f"expected uint8, got {given}")
    if picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] == 1):
        picture = np.repeat(picture.reshape(*picture.shape[:2], 1), 3, axis=2)
    if picture.ndim != 3 or picture.shape[2] not in (3, 4) or 0 in picture.shape:
        raise BadCanvas(f"expected (height, width, 4), got {picture.shape}")
    return picture


def _as_photograph(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay a see-through picture on white paper, or on black where its ink is light."""
    if picture.shape[2] == 3 or int(picture[..., 3].min()) == 255:
        return np.ascontiguousarray(picture[..., :3])
    weight = picture[..., 3:].astype(np.float32) / 255
    total = float(weight.sum())
    if total == 0:
        raise EmptyDrawing
    lightness = float((picture[..., :3] * weight).sum() / (3 * total))
    paper = 255 if lightness < 128 else 0
    blended = picture[..., :3] * weight + paper * (1 - weight)
    return blended.round().astype(np.uint8)


def _strongest_channel(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # Not their mean: yellow ink on white paper is nearly as light as the paper and
    # still far from it in blue.
    red, green, blue = cv2.split(rgb)
    strongest: NDArray[np.uint8] = cv2.max(cv2.max(red, green), blue)
    return strongest


def _flatten_illumination(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how far each pixel is from the paper around it, on the side of the ink."""
    height, width = rgb.shape[:2]
    scale = PAPER_SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    # The edge goes on as it is: a window half outside would know half of the paper.
    border = PAPER_WINDOW // 2
    wide = cv2.copyMakeBorder(small, *(border,) * 4, cv2.BORDER_REPLICATE)
    around = cv2.medianBlur(wide, PAPER_WINDOW)[border:-border, border:-border]
    paper = cv2.resize(around, (width, height), interpolation=cv2.INTER_LINEAR)
    darker, lighter = cv2.subtract(paper, rgb), cv2.subtract(rgb, paper)
    # A pen differs more from its paper than anything else that is on it.
    dark_ink = float((darker.astype(np.float32) ** 3).sum())
    light_ink = float((lighter.astype(np.float32) ** 3).sum())
    return _strongest_channel(darker if dark_ink > light_ink else lighter)


def _remove_specks(contrast: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Keep what the pen left: no grain, no printed lines, no specks."""
    calm = cv2.GaussianBlur(contrast, (5, 5), 0)
    level = max(FAINTEST_INK, FAINT_SHARE * float(np.percentile(calm, 99.5)))
    marked = (calm > level).astype(np.uint8)
    count, pieces, measures, _ = cv2.connectedComponentsWithStats(marked)
    if count == 1:
        raise EmptyDrawing
    areas = measures[:, cv2.CC_STAT_AREA]
    kept = areas >= DIRT_SHARE * areas[1:].max()
    kept[0] = False
    ink: NDArray[np.uint8] = np.where(kept[pieces], contrast, 0).astype(np.uint8)
    return ink
