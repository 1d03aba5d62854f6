"""Separates the ink from the paper: on the canvas, in a picture, in a photograph."""

import contextlib
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import BadCanvas, EmptyDrawing
from core.preprocessing import kept_ink, line_removal, ruled_lines, sheet

# A picture whose strongest contrast to the paper, from 0 to 255, is lower is empty.
FAINTEST_INK = 24
# The edge of a drawing is paper of one colour, except where ink runs off the picture:
# at most this percentage of the edge pixels. A less even picture is a photograph.
INKED_EDGE_PERCENT = 35
FLAT_PAPER = 12
# The paper colour in a photograph is the median of a window around each pixel. In a
# picture of this size, the window is wider than a stroke and narrower than a shadow.
PAPER_SIDE = 128
PAPER_WINDOW = 61
# Fainter marks than this share of the strongest ink are printed lines or paper grain.
FAINT_SHARE = 0.4
# Components smaller than this share of the largest component's area are specks.
DIRT_SHARE = 0.02


def extract_ink(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the amount of ink at each pixel.

    Args:
        picture: RGBA, (height, width, 4) uint8, of any size; RGB without alpha and
            grey (height, width) also work. It shows ink of any colour on plain paper
            of any colour; the light may be uneven, as in a photograph.

    Returns:
        (height, width) uint8: 0 for paper, 255 for the strongest ink. Of a picture
        that cannot change it is always the same array, which cannot change either.

    Raises:
        BadCanvas: The array does not hold the pixels of a picture.
        EmptyDrawing: The picture has no ink.
    """
    return kept_ink.of(picture, _extracted)


def _extracted(picture: NDArray[Any]) -> NDArray[np.uint8]:
    rgb = _as_photograph(_checked(picture))
    alone = sheet.cut_out(rgb)
    if alone is not rgb:
        with contextlib.suppress(EmptyDrawing):
            return _ink_on(alone)
    return _ink_on(rgb)


def _ink_on(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the amount of ink on paper that fills the picture."""
    edge = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    paper = np.median(edge, axis=0)
    uneven = np.abs(edge - paper).max(axis=1)
    is_even = np.percentile(uneven, 100 - INKED_EDGE_PERCENT) < FLAT_PAPER
    if is_even:
        contrast = line_removal.strongest(
            cv2.absdiff(rgb, tuple(map(float, (*paper, 0))))
        )
    if not is_even or ruled_lines.is_ruled(contrast):
        contrast = _of_photograph(rgb)
    strongest = int(contrast.max())
    if strongest < FAINTEST_INK:
        raise EmptyDrawing
    ink: NDArray[np.uint8] = cv2.convertScaleAbs(contrast, alpha=255 / strongest)
    return ink


def _of_photograph(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the contrast of the pen's strokes on a sheet, (height, width) uint8."""
    channels = _flatten_illumination(rgb)
    lines = ruled_lines.find(line_removal.strongest(channels))
    return _remove_specks(line_removal.remove(channels, lines))


def _checked(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return a valid picture as (height, width, 3 or 4) uint8."""
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        kind = getattr(picture, "dtype", type(picture))
        raise BadCanvas(f"expected uint8, got {kind}")
    if picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] == 1):
        picture = np.repeat(picture.reshape(*picture.shape[:2], 1), 3, axis=2)
    if picture.ndim != 3 or picture.shape[2] not in (3, 4) or 0 in picture.shape:
        raise BadCanvas(f"expected (height, width, 4), got {picture.shape}")
    return picture


def _as_photograph(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put a transparent picture on white paper, or on black if its ink is light."""
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


def _flatten_illumination(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return each pixel's contrast to the paper around it, in the ink's direction.

    Returns:
        Contrast of each channel, (height, width, 3) uint8.
    """
    height, width = rgb.shape[:2]
    scale = PAPER_SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    # Repeat the edge: otherwise a window half outside the picture sees half the paper.
    border = PAPER_WINDOW // 2
    wide = cv2.copyMakeBorder(small, *(border,) * 4, cv2.BORDER_REPLICATE)
    around = cv2.medianBlur(wide, PAPER_WINDOW)[border:-border, border:-border]
    paper = cv2.resize(around, (width, height), interpolation=cv2.INTER_LINEAR)
    darker, lighter = cv2.subtract(paper, rgb), cv2.subtract(rgb, paper)
    # Cubed: a pen contrasts with its paper more than anything else on the paper does.
    is_dark = _sum_of_cubes(darker) > _sum_of_cubes(lighter)
    channels: NDArray[np.uint8] = darker if is_dark else lighter
    return channels


def _sum_of_cubes(contrast: NDArray[np.uint8]) -> float:
    # By the number of pixels of each value, which OpenCV counts without widening them.
    pixels = contrast.reshape(-1, 1)
    numbers = cv2.calcHist([pixels], [0], None, [256], [0, 256]).reshape(-1)
    return float(numbers.astype(np.float64) @ np.arange(256.0) ** 3)


def _remove_specks(contrast: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Keep the pen's strokes; set paper grain, printed lines and specks to 0."""
    blurred = cv2.GaussianBlur(contrast, (5, 5), 0)
    level = max(FAINTEST_INK, FAINT_SHARE * float(np.percentile(blurred, 99.5)))
    mask = (blurred > level).astype(np.uint8)
    count, components, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count == 1:
        raise EmptyDrawing
    areas = stats[:, cv2.CC_STAT_AREA]
    is_ink = areas >= DIRT_SHARE * areas[1:].max()
    # Component 0 is the paper.
    is_ink[0] = False
    ink: NDArray[np.uint8] = np.where(is_ink[components], contrast, 0).astype(np.uint8)
    return ink
