"""Augmentation: random small changes to digits, so that a network cannot memorise them.

It needs only NumPy: the web process shows examples, the worker trains on the result,
and `core.export` copies these functions into the visitor's script.
"""

import numpy as np
from numpy.typing import NDArray

from core.settings.run import RunSettings


def thicken(
    images: NDArray[np.float32], amount: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Make the strokes up to a pixel thicker, or thinner, on every side.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        amount: Pixels in [-1, 1], below 0 thinner; (n, 1, 1) float32, or (1, 1, 1)
            for all images.

    Returns:
        (n, 28, 28) float32 in [0, 1].
    """
    side = images.shape[1]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    windows = [
        padded[:, y : y + side, x : x + side] for y in range(3) for x in range(3)
    ]
    thicker, thinner = np.maximum.reduce(windows), np.minimum.reduce(windows)
    target = np.where(amount > 0, thicker, thinner)
    changed: NDArray[np.float32] = images + np.abs(amount) * (target - images)
    return changed


def move(
    images: NDArray[np.float32],
    angle: NDArray[np.float64],
    scale: NDArray[np.float64],
    down: NDArray[np.float64],
    right: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Rotate, zoom and shift images around their middle; new border pixels are black.

    The last four arguments are (n, 1, 1) float64, or (1, 1, 1) for all images.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        angle: Rotation in radians, clockwise.
        scale: Old pixels for each new pixel, along a side: 0.5 doubles the size.
        down: Shift down, in pixels.
        right: Shift to the right, in pixels.

    Returns:
        (n, 28, 28) float32 in [0, 1].
    """
    count, side = len(images), images.shape[1]
    # Position of each new pixel in the old image, which has a black border.
    middle = (side - 1) / 2
    row, column = np.mgrid[:side, :side] - middle
    y = scale * (np.cos(angle) * row - np.sin(angle) * column) + middle - down
    x = scale * (np.sin(angle) * row + np.cos(angle) * column) + middle - right
    y = np.clip(y + 1, 0, side + 0.999).astype(np.float32)
    x = np.clip(x + 1, 0, side + 0.999).astype(np.float32)
    top, left = y.astype(np.int32), x.astype(np.int32)
    row_part = (y - top).astype(np.float32)
    column_part = (x - left).astype(np.float32)
    bordered = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(count, -1)
    corner = top * (side + 2) + left

    def pixels(offset: int) -> NDArray[np.float32]:
        flat = np.minimum(corner + offset, (side + 2) ** 2 - 1)
        flat = flat.reshape(len(corner), -1)
        return np.take_along_axis(bordered, flat, axis=1).reshape(images.shape)

    upper = pixels(0) * (1 - column_part) + pixels(1) * column_part
    lower = pixels(side + 2) * (1 - column_part) + pixels(side + 3) * column_part
    changed: NDArray[np.float32] = upper * (1 - row_part) + lower * row_part
    return changed


def augment(
    images: NDArray[np.float32],
    random: np.random.Generator,
    rotation: float,
    shift: float,
    zoom: float,
    thickness: float,
) -> NDArray[np.float32]:
    """Rotate, shift, zoom, and thicken or thin each image by random amounts.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        random: Random number generator.
        rotation: Largest rotation, in degrees, in either direction.
        shift: Largest shift, in pixels, in each direction.
        zoom: Largest change of size, in percent, up or down.
        thickness: Largest change of the strokes, in percent of a pixel on every side.

    Returns:
        (n, 28, 28) float32 in [0, 1].
    """
    size = (len(images), 1, 1)
    if thickness:
        percent = random.uniform(-thickness, thickness, size).astype(np.float32)
        images = thicken(images, percent / np.float32(100))
    if not (rotation or shift or zoom):
        return images
    angle = np.radians(random.uniform(-rotation, rotation, size))
    scale = 1 / (1 + random.uniform(-zoom, zoom, size) / 100)
    down = random.uniform(-shift, shift, size)
    right = random.uniform(-shift, shift, size)
    return move(images, angle, scale, down, right)


def examples(images: NDArray[np.uint8], settings: RunSettings) -> NDArray[np.float32]:
    """Return images as a run with these settings might augment them.

    Args:
        images: (n, 28, 28) uint8, ink bright.
        settings: Settings with the augmentation's amounts and the seed.

    Returns:
        (n, 28, 28) float32 in [0, 1].
    """
    return augment(
        (images / 255).astype(np.float32),
        np.random.default_rng(settings.seed),
        *amounts(settings),
    )


def amounts(settings: RunSettings) -> tuple[float, float, float, float]:
    """Return the settings' rotation, shift, zoom and thickness."""
    return settings.rotation, settings.shift, settings.zoom, settings.thickness
