"""How a drawing reaches the app: small, soft, grey, thin, or as the canvas draws it.

Each function draws lines in one of these ways, dark on light, (height, width) uint8,
with a pen of the given width on a canvas of 260 pixels, or of a random width if None.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from scripts.handwriting import pen
from scripts.handwriting.synthetic_digits import Chance

Picture = NDArray[np.uint8]
Appearance = Callable[[pen.Lines, Chance, int | None], Picture]

WHITE = 255
# Longest side of a small drawing, in pixels.
SMALLEST, LARGEST = 8, 28
# Contrast of grey ink to its paper, as a share of black on white.
FAINTEST = 0.3
THIN_SIDE = 800
# Width of the pen, in pixels of the canvas.
FINEST, BROADEST = 6, 40


def canvas(lines: pen.Lines, chance: Chance, brush: int | None = None) -> Picture:
    """Draw with any pen of the app, on its canvas."""
    return pen.picture(lines, chance, brush)


def small(lines: pen.Lines, chance: Chance, brush: int | None = None) -> Picture:
    """Draw a digit of 8 to 28 pixels, as a scaled-down picture of it."""
    return _shrunk(_large(lines, chance, brush), chance)


def soft(lines: pen.Lines, chance: Chance, brush: int | None = None) -> Picture:
    """Draw with a soft edge, as a scanner or a bad lens does."""
    return _blurred(_large(lines, chance, brush), chance)


def grey(lines: pen.Lines, chance: Chance, brush: int | None = None) -> Picture:
    """Draw in grey on paper with some grain, at 30 to 100 % contrast."""
    return _greyed(_large(lines, chance, brush), chance)


def small_grey(lines: pen.Lines, chance: Chance, brush: int | None = None) -> Picture:
    """Draw with a pen on paper; the picture of it is soft, small and grey."""
    picture = _large(lines, chance, brush)
    if chance.random() < 0.5:
        picture = _blurred(picture, chance)
    return _greyed(_shrunk(picture, chance), chance)


def thin(lines: pen.Lines, chance: Chance, _brush: int | None = None) -> Picture:
    """Draw a line of 1 to 3 pixels on a canvas of 800."""
    boxed = pen.in_box(lines)
    size = chance.uniform(200, 720)
    room = THIN_SIDE - size * np.concatenate(boxed).max(axis=0) - 4
    corner = 2 + chance.uniform(0, 1, 2) * np.maximum(room, 0)
    width = int(chance.choice([1, 1, 2, 3]))
    paper = np.full((THIN_SIDE, THIN_SIDE), WHITE, np.uint8)
    return pen.ink([line * size + corner for line in boxed], width, paper)


APPEARANCES: dict[str, Appearance] = {
    "small": small,
    "soft": soft,
    "grey": grey,
    "small and grey": small_grey,
    "thin": thin,
}


def of_picture(name: str, picture: Picture, chance: Chance) -> Picture:
    """Give a picture of dark ink on white an appearance.

    Args:
        name: Name of the appearance, one of `APPEARANCES` but not "thin".
        picture: (height, width) uint8.
        chance: Random number generator.
    """
    if name == "small":
        return _shrunk(picture, chance)
    if name == "soft":
        return _blurred(picture, chance)
    if name == "grey":
        return _greyed(picture, chance)
    return _greyed(_shrunk(picture, chance), chance)


def _large(lines: pen.Lines, chance: Chance, brush: int | None = None) -> Picture:
    """Draw on the canvas with a pen of any width, from fine to felt."""
    if brush is None:
        brush = round(np.exp(chance.uniform(np.log(FINEST), np.log(BROADEST))))
    return pen.picture(lines, chance, brush)


def _longest(picture: Picture) -> int:
    """Return the longest side of the ink, in pixels."""
    middle = (int(picture.min()) + int(picture.max())) // 2
    _, _, width, height = cv2.boundingRect((picture <= middle).view(np.uint8))
    return int(max(width, height))


def _shrunk(picture: Picture, chance: Chance) -> Picture:
    """Scale a picture down until its ink is 8 to 28 pixels long."""
    longest = _longest(picture)
    side = chance.uniform(SMALLEST, LARGEST)
    scale = min(1.0, side / longest)
    size = [max(3, round(length * scale)) for length in picture.shape[::-1]]
    way = cv2.INTER_AREA if chance.random() < 0.7 else cv2.INTER_LINEAR
    if way == cv2.INTER_LINEAR:
        # Otherwise most of a thin line falls between the pixels that are read.
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.3, 0.4 / scale))
    shrunk: Picture = cv2.resize(picture, size, interpolation=way)
    if chance.random() < 0.3:
        # Shown larger again, as a picture is that is pasted into a page.
        larger = int(chance.integers(2, 11))
        way = int(chance.choice([cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
        shrunk = cv2.resize(shrunk, None, fx=larger, fy=larger, interpolation=way)
    return shrunk


def _blurred(picture: Picture, chance: Chance) -> Picture:
    longest = _longest(picture)
    blurred: Picture = cv2.GaussianBlur(
        picture, (0, 0), longest * chance.uniform(0.01, 0.045)
    )
    return blurred


def _greyed(picture: Picture, chance: Chance) -> Picture:
    contrast = chance.uniform(FAINTEST, 1)
    paper = chance.uniform(WHITE * max(contrast, 0.75), WHITE)
    ink = (WHITE - picture.astype(np.float32)) / WHITE
    # A pen does not press evenly: its ink varies slowly over the digit.
    uneven = chance.uniform(1 - chance.uniform(0, 0.45), 1, (3, 3)).astype(np.float32)
    size = picture.shape[::-1]
    ink *= cv2.resize(uneven, size, interpolation=cv2.INTER_LINEAR)
    grain = chance.normal(0, chance.uniform(0, 2.5), picture.shape)
    grey = paper - WHITE * contrast * ink + grain
    return np.clip(np.round(grey), 0, WHITE).astype(np.uint8)
