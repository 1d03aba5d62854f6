"""Removes the printed lines of ruled and squared paper from the ink of a photograph."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# Lengths below are shares of the picture's longer side.
# A printed line is thinner than this; a thicker one is a stroke.
THICKEST = 1 / 45
# A sheet bends, so that a line leaves its chord by as much as this.
BEND = 1 / 60
# The strength of a line is measured in pieces of this length.
PIECE = 1 / 12
# Lines stand upright or lie flat, up to this angle in radians.
TILT = 0.3
# A line runs from edge to edge. A stroke hides a part of it: at least so much shows,
# of the whole and of each of its ends.
SHOWN = 0.62
SHOWN_AT_END = 0.5
END = 0.1
# Hough's votes for a line, as a share of the shorter side; and the most lines.
VOTES = 0.4
MOST_LINES = 80
# A drawing that is evenly lit may have a stroke from edge to edge; paper has more lines.
FEWEST_LINES = 2
# A line is this much stronger than the paper's grain, and than nothing at all.
OVER_GRAIN = 2.5
FAINTEST_LINE = 4
# Ink over a line: at least this share of the pen's strength over the line's own.
OVER_LINE = 0.35
# The strength of a line is that of its fainter places, as a percentile: at others there
# is a stroke over it. Light varies along a line, so its strength does, up to a factor.
USUAL = 35
STRONGEST_PIECE = 1.4
# Lines of one sheet have one slope, up to this difference, which is the camera's.
SLOPES = 0.07
# A line ends, across, where it has this share of its strength.
EDGE = 0.2
# Pieces in which a line is followed.
PIECES = 10


@dataclass(frozen=True)
class Line:
    """A printed line.

    Attributes:
        rows: Row of its middle at each step along it, float32.
        columns: Column of its middle at each step along it, float32.
        is_flat: Whether it lies rather than stands.
    """

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]
    is_flat: bool

    @classmethod
    def of(
        cls, along: NDArray[np.floating], middle: NDArray[np.floating], is_flat: bool
    ) -> "Line":
        """Return a line by its places along an axis of the picture, and across it."""
        places = np.asarray(along, np.float32), np.asarray(middle, np.float32)
        return cls(*(places[::-1] if is_flat else places), is_flat)

    @property
    def slope(self) -> float:
        """Pixels across for each pixel along."""
        along, across = (
            (self.columns, self.rows) if self.is_flat else (self.rows, self.columns)
        )
        return float((across[-1] - across[0]) / max(1.0, along[-1] - along[0]))

    def beside(
        self, offsets: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return rows and columns, (n, length), of the line moved across itself."""
        rows, columns = self.rows, self.columns
        moved = offsets[:, None]
        nothing = np.zeros_like(moved)
        if self.is_flat:
            return rows + moved, columns + nothing
        return rows + nothing, columns + moved


def find(contrast: NDArray[np.uint8]) -> list[Line]:
    """Return the printed lines of a sheet.

    Args:
        contrast: Contrast to the paper, (height, width) uint8.
    """
    side = max(contrast.shape)
    thickest = max(3, round(THICKEST * side))
    soft = cv2.GaussianBlur(contrast, (0, 0), max(0.6, side / 600))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * thickest + 1,) * 2)
    thin = cv2.morphologyEx(soft, cv2.MORPH_TOPHAT, kernel)
    level = max(FAINTEST_LINE, OVER_GRAIN * float(np.median(thin)))
    mask = (thin > level).view(np.uint8)
    found: list[Line] = []
    for chord in _chords(mask, thickest // 2 + 2):
        line = _tracked(thin, chord, max(2, round(BEND * side)))
        if _runs_through(thin, line, level) and not any(
            _is_same(line, other, thickest) for other in found
        ):
            found.append(line)
    return [line for line in found if _is_parallel(line, found)]


def is_ruled(contrast: NDArray[np.uint8]) -> bool:
    """Return whether a picture that is evenly lit shows ruled or squared paper.

    Args:
        contrast: Contrast to the paper, (height, width) uint8.
    """
    edges = (contrast[0], contrast[-1], contrast[:, 0], contrast[:, -1])
    crossed = [int(np.count_nonzero(np.diff(edge > FAINTEST_LINE))) for edge in edges]
    # Each line crosses two edges of the picture, and few drawings any.
    return sum(crossed) >= 2 * 2 * FEWEST_LINES and len(find(contrast)) >= FEWEST_LINES


def remove(channels: NDArray[np.uint8], lines: list[Line]) -> NDArray[np.uint8]:
    """Return the contrast to the paper without the printed lines.

    Args:
        channels: Contrast of each channel, (height, width, 3) uint8.
        lines: The printed lines.

    Returns:
        The strongest contrast at each pixel, (height, width) uint8. Where a stroke
        crosses a line, it is whole.
    """
    printed = np.zeros(channels.shape, np.float32)
    band = np.zeros(channels.shape[:2], bool)
    widest = 1
    for line in lines:
        widest = max(widest, _print(channels, line, printed, band))
    strongest: NDArray[np.uint8] = channels.max(axis=2)
    clean = np.where(band, 0, strongest).astype(np.uint8)
    pen = float(np.percentile(cv2.GaussianBlur(clean, (5, 5), 0), 99.5))
    over = (channels - printed).max(axis=2) > max(FAINTEST_LINE, OVER_LINE * pen)
    across = clean
    for kernel in _bridges(widest + 4):
        closed = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, kernel)
        across = cv2.max(across, closed)
    kept = np.where(over, np.minimum(strongest, max(pen, 1)), 0)
    ink: NDArray[np.uint8] = np.where(band, np.maximum(across, kept), strongest)
    return ink.astype(np.uint8)


def _chords(mask: NDArray[np.uint8], apart: int) -> Iterator[tuple[bool, float, float]]:
    """Yield straight lines through the picture, the clearest first.

    Yields:
        Whether it is flat; and its row at the left and right edges of the picture, or
        its column at the top and bottom edges.
    """
    height, width = mask.shape
    votes = round(VOTES * min(height, width))
    for is_flat, middle in ((True, np.pi / 2), (False, np.pi)):
        found = cv2.HoughLines(
            mask,
            1,
            np.pi / 540,
            votes,
            min_theta=middle - TILT,
            max_theta=middle + TILT,
        )
        if found is None:
            continue
        taken: list[tuple[float, float]] = []
        for rho, theta in found.reshape(-1, found.shape[-1])[:, :2].tolist():
            sine, cosine = np.sin(theta), np.cos(theta)
            if is_flat:
                ends = rho / sine, (rho - (width - 1) * cosine) / sine
            else:
                ends = rho / cosine, (rho - (height - 1) * sine) / cosine
            if any(max(abs(ends[0] - a), abs(ends[1] - b)) < apart for a, b in taken):
                continue
            taken.append(ends)
            yield is_flat, *ends
            if len(taken) == MOST_LINES:
                break


def _tracked(
    thin: NDArray[np.uint8], chord: tuple[bool, float, float], bend: int
) -> Line:
    """Follow a line along its chord, as the sheet bends."""
    is_flat, first, last = chord
    height, width = thin.shape
    length, across = (width, height) if is_flat else (height, width)
    along = np.arange(length, dtype=np.float32)
    middle = np.linspace(first, last, length, dtype=np.float32)
    inside = (middle > -0.5) & (middle < across - 0.5)
    along, middle = along[inside], middle[inside]
    if len(along) > PIECES:
        line = Line.of(along, middle, is_flat)
        offsets = np.arange(-bend, bend + 1, dtype=np.float32)
        strip = _sampled(thin, line, offsets)
        starts = np.arange(PIECES) * len(along) // PIECES
        sums = np.add.reduceat(strip, starts, axis=1, dtype=np.float64)
        shown = sums.T * (PIECES / len(along))
        shown -= 0.02 * np.abs(offsets) * shown.max()
        best = np.pad(offsets[shown.argmax(axis=1)], 1, "edge")
        best = np.median([best[:-2], best[1:-1], best[2:]], axis=0)
        centres = starts + len(along) / PIECES / 2
        middle = middle + np.interp(np.arange(len(along)), centres, best)
    return Line.of(along, middle, is_flat)


def _sampled(
    picture: NDArray[np.uint8], line: Line, offsets: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Return the pixels along a line and beside it.

    Args:
        picture: (height, width) or (height, width, 3) uint8.
        line: The line.
        offsets: Pixels across the line's direction, (n,).

    Returns:
        (n, length) or (n, length, 3) uint8.
    """
    rows, columns = line.beside(offsets)
    pixels: NDArray[np.uint8] = cv2.remap(
        picture, columns, rows, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE
    )
    return pixels


def _runs_through(thin: NDArray[np.uint8], line: Line, level: float) -> bool:
    """Return whether a line shows from one edge of the picture to the other."""
    length = len(line.rows)
    if length < min(thin.shape) / 4:
        return False
    beside = np.array([-1, 0, 1], np.float32)
    shown = _sampled(thin, line, beside).max(axis=0) > level
    end = max(4, round(END * length))
    return bool(
        shown.mean() > SHOWN
        and shown[:end].mean() > SHOWN_AT_END
        and shown[-end:].mean() > SHOWN_AT_END
    )


def _is_same(line: Line, other: Line, thickest: int) -> bool:
    """Return whether two lines are one that was found twice."""
    if line.is_flat != other.is_flat:
        return False
    places = ("columns", "rows") if line.is_flat else ("rows", "columns")
    (along, across), (other_along, other_across) = (
        [getattr(each, name) for name in places] for each in (line, other)
    )
    beside = np.interp(along, other_along, other_across)
    return float(np.median(np.abs(across - beside))) < thickest / 2


def _is_parallel(line: Line, lines: list[Line]) -> bool:
    """Return whether a line has the slope of those that lie or stand as it does."""
    slopes = [other.slope for other in lines if other.is_flat == line.is_flat]
    return len(slopes) < 3 or abs(line.slope - float(np.median(slopes))) < SLOPES


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
    strip = _sampled(channels, line, offsets)
    usual = np.percentile(strip, USUAL, axis=1)
    used = _width(usual.max(axis=1))
    strip, usual = strip[used], usual[used]
    count = max(1, round(strip.shape[1] / (PIECE * side)))
    pieces = np.array_split(np.arange(strip.shape[1]), count)
    local = np.stack([np.median(strip[:, piece], axis=1) for piece in pieces], axis=1)
    local = np.minimum(local, STRONGEST_PIECE * usual[:, None] + 2)
    strength = np.repeat(local, [len(piece) for piece in pieces], axis=1)
    height, width = band.shape
    rows, columns = (np.rint(each).astype(int) for each in line.beside(offsets[used]))
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
