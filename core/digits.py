"""From any picture of a digit to the 28×28 image that a network was trained on."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from core.errors import BadCanvas, EmptyDrawing

SIDE = 28
DIGIT_SIDE = 20
# MNIST's own centre: the mean centre of mass of its 70 000 images is pixel (14, 14).
CENTRE = 14

# Contrast to the paper, of 255, under which a picture counts as empty.
FAINTEST_INK = 24
# Part of the darkest ink that still belongs to the digit: under it lie the soft
# edge of a stroke, the noise of a JPEG and the grain of paper.
INK_LEVEL = 0.2
# Thinnest stroke, in pixels of the 20-pixel digit, that keeps its brightness when
# it is made small. MNIST's own pens are 2 to 3 wide.
THINNEST_STROKE = 1.6


def to_mnist(canvas: NDArray[Any]) -> NDArray[np.float32]:
    """Turn a picture of one digit into an MNIST-like image.

    Args:
        canvas: RGBA, shape (height, width, 4), uint8, any size. RGB without alpha
            and grey (height, width) are taken too. Any ink on any plain paper.

    Returns:
        Shape (28, 28), float32 in [0, 1], ink bright, longest side 20 px, centre of
        mass within half a pixel of (14, 14), unless that would cut the digit.

    Raises:
        BadCanvas: Not the pixels of a picture.
        EmptyDrawing: No ink.

    Source: LeCun, Cortes and Burges, the MNIST page, for the box and the centre.
    """
    ink = _crop(_ink(_as_rgba(canvas)))
    return _centre(_shrink(ink))


def _as_rgba(canvas: NDArray[Any]) -> NDArray[np.uint8]:
    """Return (height, width, 4) uint8, whatever picture came in."""
    if not isinstance(canvas, np.ndarray) or canvas.dtype != np.uint8:
        raise BadCanvas(f"expected uint8, got {getattr(canvas, 'dtype', type(canvas))}")
    grey = canvas.ndim == 2 or (canvas.ndim == 3 and canvas.shape[2] == 1)
    if grey:
        canvas = np.repeat(canvas.reshape(*canvas.shape[:2], 1), 3, axis=2)
    if canvas.ndim != 3 or canvas.shape[2] not in (3, 4) or 0 in canvas.shape:
        raise BadCanvas(f"expected (height, width, 4), got {canvas.shape}")
    if canvas.shape[2] == 3:
        opaque = np.full((*canvas.shape[:2], 1), 255, np.uint8)
        canvas = np.concatenate([canvas, opaque], axis=2)
    return canvas


def _ink(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how far each pixel is from the paper, 0 to 255, (height, width) uint8."""
    rgb = _on_paper(rgba)
    frame = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    paper = np.median(frame, axis=0).astype(np.int16)
    # The largest of the three channels, not their mean: yellow ink on white paper
    # is nearly as light as the paper and still far from it in blue.
    contrast: NDArray[np.int16] = np.abs(rgb.astype(np.int16) - paper).max(axis=2)
    strongest = int(contrast.max())
    if strongest < FAINTEST_INK:
        raise EmptyDrawing
    scaled = contrast.astype(np.float32) * (255 / strongest)
    return scaled.round().astype(np.uint8)


def _on_paper(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay a see-through picture on white paper, or on black where its ink is light."""
    alpha = rgba[..., 3]
    if int(alpha.min()) == 255:
        return rgba[..., :3]
    weight = alpha[..., None].astype(np.float32) / 255
    total = float(weight.sum())
    if total == 0:
        raise EmptyDrawing
    lightness = float((rgba[..., :3] * weight).sum() / (3 * total))
    paper = 255 if lightness < 128 else 0
    blended = rgba[..., :3] * weight + paper * (1 - weight)
    return blended.round().astype(np.uint8)


def _crop(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cut the box that holds the ink."""
    marked = ink >= 255 * INK_LEVEL
    rows = np.flatnonzero(marked.any(axis=1))
    columns = np.flatnonzero(marked.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _shrink(ink: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Scale the box to a longest side of 20 px without losing its thin lines."""
    height, width = ink.shape
    scale = DIGIT_SIDE / max(height, width)
    image = Image.fromarray(ink)
    thinnest = THINNEST_STROKE / scale
    stroke = _stroke_width(ink)
    if scale < 1 and stroke < thinnest:
        # A grey dilation, odd by Pillow's rule. Without it a hair-thin line is
        # averaged with the paper beside it and fades.
        image = image.filter(
            ImageFilter.MaxFilter(2 * round((thinnest - stroke) / 2) + 1)
        )
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(
        image.resize(
            size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
        ),
        np.float32,
    )
    return small / max(float(small.max()), 1.0)


def _stroke_width(ink: NDArray[np.uint8]) -> float:
    """Estimate the pen's width in pixels: a stroke is twice its area by its edge."""
    marked = np.pad(ink >= 128, 1)
    area = int(marked.sum())
    edge = int(
        (marked[1:] != marked[:-1]).sum() + (marked[:, 1:] != marked[:, :-1]).sum()
    )
    return 2 * area / max(edge, 1)


def _centre(digit: NDArray[np.float32]) -> NDArray[np.float32]:
    """Place the digit in the 28×28 frame by its centre of mass."""
    image = np.zeros((SIDE, SIDE), np.float32)
    mass = float(digit.sum())
    corner = []
    for axis, length in enumerate(digit.shape):
        weights = digit.sum(axis=1 - axis)
        middle = float((weights * np.arange(length)).sum()) / mass
        corner.append(min(max(round(CENTRE - middle), 0), SIDE - length))
    top, left = corner
    image[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return image
