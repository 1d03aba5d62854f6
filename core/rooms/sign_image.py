"""Pictures of signs: a drawing as a network sees it, and the catalogue's own."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.arrays.pixel_types import as_uint8
from core.errors import BadCanvas, EmptyDrawing
from core.preprocessing import mnist_format
from core.preprocessing.ink import FAINTEST_INK
from core.preprocessing.mnist_format import Preprocessed
from core.preprocessing.strokes import PAPER
from core.rooms.signs import BOX, Sign

# Of the catalogue's own pictures, as shares of their side.
MARGIN = 0.14
PEN = 0.09
# Bits for fractions of a pixel in OpenCV's integer coordinates.
SHIFT = 4
OVERSAMPLING = 4


def image_of(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return a drawing of a sign as a class set keeps it: (28, 28) uint8, ink bright.

    Args:
        picture: See `preprocessed`, also for what is raised.
    """
    return as_uint8(preprocessed(picture).seen)


def preprocessed(picture: NDArray[Any]) -> Preprocessed:
    """Turn a drawing of a sign into a network's input, in MNIST's format.

    All ink stays, as one sign. What photographs need and digits allow does not happen
    here: nobody looks for a sheet of paper, which an envelope would be, for printed
    lines, which = and # would be, for specks, which the eyes of a face would be, or for
    several digits side by side.

    Args:
        picture: RGBA of the app's canvas, (height, width, 4) uint8, dark ink on white.

    Raises:
        EmptyDrawing: The picture has no ink.
        BadCanvas: The array does not hold the pixels of a canvas.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 4:
        raise BadCanvas(f"expected RGBA, got {picture.shape} {picture.dtype}")
    # Of a canvas all three colours are the same.
    contrast = PAPER - np.ascontiguousarray(picture[..., 0])
    strongest = int(contrast.max(initial=0))
    if strongest < FAINTEST_INK:
        raise EmptyDrawing
    ink = as_uint8(contrast.astype(np.float32) / strongest)
    return mnist_format.preprocess(ink)


def rendered(sign: Sign, side: int) -> NDArray[np.uint8]:
    """Return the catalogue's own picture of a sign.

    Args:
        sign: Which.
        side: Of the picture, in pixels.

    Returns:
        (side, side) uint8, ink bright.
    """
    large = side * OVERSAMPLING
    picture = np.zeros((large, large), np.uint8)
    scale = large * (1 - 2 * MARGIN) / BOX
    for line in sign.lines:
        # OpenCV draws nothing for a line of one point.
        points = np.array(line * 2 if len(line) == 1 else line) * scale + large * MARGIN
        fixed = np.round(points * 2**SHIFT).astype(np.int32)[:, None]
        width = max(1, round(large * PEN))
        cv2.polylines(picture, [fixed], False, 255, width, cv2.LINE_AA, SHIFT)
    small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
