"""Takes the printed lines of a sheet out of a photograph's ink."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from core.preprocessing.ruled_lines import FAINTEST_LINE, THICKEST, Line

# The strength of a line is measured in pieces of this share of the longer side.
PIECE = 1 / 12
# Ink over a line: at least this share of the pen's strength over the line's own.
OVER_LINE = 0.35
# The strength of a line is that of its fainter places, as a percentile: at others there
# is a stroke over it. Light varies along a line, so its strength does, up to a factor.
USUAL = 35
STRONGEST_PIECE = 1.4
# A line ends, across, where it has this share of its strength.
EDGE = 0.2


def remove(channels: NDArray[np.uint8], lines: list[Line]) -> NDArray[np.uint8]:
    """Return the contrast to the paper without the printed lines.

    Args:
        channels: Contrast of each channel, (height, width, 3) uint8.
        lines: The printed lines.

    Returns:
        The strongest contrast at each pixel, (height, width) uint8. Where a stroke
        crosses a line, it is whole.
    """
    contrast = strongest(channels)
    if not lines:
        return contrast
    printed = np.zeros(channels.shape, np.float32)
    band = np.zeros(channels.shape[:2], bool)
    widest = 1
    for line in lines:
        widest = max(widest, _print(channels, line, printed, band))
    clean = np.where(band, 0, contrast).astype(np.uint8)
    pen = float(np.percentile(cv2.GaussianBlur(clean, (5, 5), 0), 99.5))
    across = clean
    for kernel in _bridges(widest + 4):
        closed = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, kernel)
        across = cv2.max(across, closed)
    ink = contrast.copy()
    left = (channels[band] - printed[band]).max(axis=1)
    over = left > max(FAINTEST_LINE, OVER_LINE * pen)
    kept = np.where(over, np.minimum(contrast[band], max(pen, 1)), 0)
    ink[band] = np.maximum(across[band], kept).astype(np.uint8)
    return ink


def strongest(channels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the strongest contrast at each pixel, (height, width) uint8."""
    # The maximum, not the mean: yellow ink on white paper is nearly as light as the
    # paper but differs strongly in blue.
    red, green, blue = cv2.split(channels)
    most: NDArray[np.uint8] = cv2.max(cv2.max(red, green), blue)
    return most


def _print(
    channels: NDArray[np.uint8],
    line: Line,
    printed: NDArray[np.float32],
    band: NDArray[np.bool_],
) -> int:
    """Add a line to what is printed, and its pixels to a band.

    Returns:
        Width of its band in pixels.
    """
    side = max(channels.shape)
    reach = max(3, round(THICKEST * side))
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    strip = line.sample(channels, offsets)
    usual = np.percentile(strip, USUAL, axis=1)
    used = _width(usual.max(axis=1))
    strip, usual = strip[used], usual[used]
    count = max(1, round(strip.shape[1] / (PIECE * side)))
    pieces = np.array_split(np.arange(strip.shape[1]), count)
    local = np.stack([np.median(strip[:, piece], axis=1) for piece in pieces], axis=1)
    local = np.minimum(local, STRONGEST_PIECE * usual[:, None] + 2)
    strength = np.repeat(local, [len(piece) for piece in pieces], axis=1)
    height, width = band.shape
    rows, columns = (np.rint(each).astype(int) for each in line.moved(offsets[used]))
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    rows, columns = rows[inside], columns[inside]
    printed[rows, columns] = np.maximum(printed[rows, columns], strength[inside])
    band[rows, columns] = True
    return len(usual)


def _width(across: NDArray[np.float64]) -> slice:
    """Return which offsets a line covers, with its soft edge.

    Args:
        across: Contrast at each offset, (n,).
    """
    middle = len(across) // 2
    strongest = middle - 2 + int(across[middle - 2 : middle + 3].argmax())
    faint = across <= max(2.0, EDGE * across[strongest])
    before, after = faint[:strongest][::-1], faint[strongest:]
    first = strongest - (int(before.argmax()) if before.any() else strongest)
    last = strongest + (int(after.argmax()) if after.any() else len(after))
    return slice(max(0, first - 1), last + 1)


def _bridges(length: int) -> Iterator[NDArray[np.uint8]]:
    """Yield kernels that close a gap in a stroke: upright, flat and oblique."""
    length |= 1
    upright = np.ones((length, 1), np.uint8)
    yield upright
    yield upright.T
    oblique = np.eye(length, dtype=np.uint8)
    yield oblique
    yield oblique[::-1].copy()
