"""Finds the printed lines of ruled and squared paper in a photograph."""

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
# An evenly lit drawing may have a stroke from edge to edge; paper has more lines.
FEWEST_LINES = 2
# Nobody photographs paper so small, in pixels; in a small picture that is cut close
# around a digit its strokes run from edge to edge.
SMALLEST_SHEET = 80
# A line is this much stronger than the paper's grain, and than nothing at all.
OVER_GRAIN = 2.5
FAINTEST_LINE = 4
# Lines of one sheet have one slope, up to this difference, which is the camera's.
SLOPES = 0.07
# Pieces in which a line is followed.
PIECES = 10


@dataclass(frozen=True)
class Line:
    """A printed line that lies or stands.

    Attributes:
        along: Its columns where it lies, its rows where it stands, (n,) float32.
        across: The row, or the column, of its middle at each of those, (n,) float32.
        is_flat: Whether it lies.
    """

    along: NDArray[np.float32]
    across: NDArray[np.float32]
    is_flat: bool

    @property
    def slope(self) -> float:
        """Pixels across for each pixel along."""
        length = max(1.0, float(self.along[-1] - self.along[0]))
        return float(self.across[-1] - self.across[0]) / length

    def sample(
        self, picture: NDArray[np.uint8], offsets: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        """Return the pixels along the line and next to it.

        Args:
            picture: (height, width) or (height, width, 3) uint8.
            offsets: Pixels across the line, (k,).

        Returns:
            (k, n) or (k, n, 3) uint8.
        """
        rows, columns = self.moved(offsets)
        pixels: NDArray[np.uint8] = cv2.remap(
            picture, columns, rows, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE
        )
        return pixels

    def moved(
        self, offsets: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return rows and columns, (k, n) each, of the line moved across itself."""
        across = self.across + offsets[:, None]
        along = np.broadcast_to(self.along, across.shape).copy()
        return (across, along) if self.is_flat else (along, across)


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
    if min(contrast.shape) < SMALLEST_SHEET:
        return False
    edges = (contrast[0], contrast[-1], contrast[:, 0], contrast[:, -1])
    crossed = [int(np.count_nonzero(np.diff(edge > FAINTEST_LINE))) for edge in edges]
    # Each line crosses two edges of the picture, and few drawings any.
    return sum(crossed) >= 2 * 2 * FEWEST_LINES and len(find(contrast)) >= FEWEST_LINES


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
        rho, theta = found.reshape(-1, found.shape[-1])[:, :2].T.astype(np.float64)
        sine, cosine = np.sin(theta), np.cos(theta)
        if is_flat:
            ends = np.stack([rho / sine, (rho - (width - 1) * cosine) / sine])
        else:
            ends = np.stack([rho / cosine, (rho - (height - 1) * sine) / cosine])
        for _ in range(MOST_LINES):
            if not ends.shape[1]:
                break
            first = ends[:, :1]
            yield is_flat, float(first[0, 0]), float(first[1, 0])
            ends = ends[:, np.abs(ends - first).max(axis=0) >= apart]


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
        line = Line(along, middle, is_flat)
        offsets = np.arange(-bend, bend + 1, dtype=np.float32)
        strip = line.sample(thin, offsets)
        starts = np.arange(PIECES) * len(along) // PIECES
        sums = np.add.reduceat(strip, starts, axis=1, dtype=np.float64)
        shown = sums.T * (PIECES / len(along))
        shown -= 0.02 * np.abs(offsets) * shown.max()
        best = offsets[shown.argmax(axis=1)]
        before, after = np.append(best[:1], best[:-1]), np.append(best[1:], best[-1:])
        best = _median_of_three(before, best, after)
        centres = starts + len(along) / PIECES / 2
        middle = middle + np.interp(np.arange(len(along)), centres, best)
    return Line(along, middle.astype(np.float32), is_flat)


def _median_of_three(
    before: NDArray[np.float32], here: NDArray[np.float32], after: NDArray[np.float32]
) -> NDArray[np.float32]:
    lower, upper = np.minimum(before, here), np.maximum(before, here)
    median: NDArray[np.float32] = np.maximum(lower, np.minimum(upper, after))
    return median


def _runs_through(thin: NDArray[np.uint8], line: Line, level: float) -> bool:
    """Return whether a line shows from one edge of the picture to the other."""
    length = len(line.along)
    if length < min(thin.shape) / 4:
        return False
    beside = np.array([-1, 0, 1], np.float32)
    shown = line.sample(thin, beside).max(axis=0) > level
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
    beside = np.interp(line.along, other.along, other.across)
    return float(np.median(np.abs(line.across - beside))) < thickest / 2


def _is_parallel(line: Line, lines: list[Line]) -> bool:
    """Return whether a line has the slope of those that lie or stand as it does."""
    slopes = [other.slope for other in lines if other.is_flat == line.is_flat]
    return len(slopes) < 3 or abs(line.slope - float(np.median(slopes))) < SLOPES
