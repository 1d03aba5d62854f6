"""Change digits a little by chance, so that a network does not learn them by heart.

Only NumPy: the web process shows examples of it, the worker trains on it, and
`core.export` writes these very functions into the visitor's script.
"""

import numpy as np
from numpy.typing import NDArray

from core.settings.run import RunSettings


def thicken(
    images: NDArray[np.float32], way: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Take images some of the way to a pixel more of ink all around, or a pixel less.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        way: (n, 1, 1), or (1, 1, 1) for all, in [-1, 1]; below 0 the ink thins.

    Returns:
        (n, 28, 28) float32 in [0, 1].
    """
    side = images.shape[1]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    windows = [
        padded[:, y : y + side, x : x + side] for y in range(3) for x in range(3)
    ]
    thicker, thinner = np.maximum.reduce(windows), np.minimum.reduce(windows)
    target = np.where(way > 0, thicker, thinner)
    changed: NDArray[np.float32] = images + np.abs(way) * (target - images)
    return changed


def move(
    images: NDArray[np.float32],
    angle: NDArray[np.float64],
    scale: NDArray[np.float64],
    down: NDArray[np.float64],
    right: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Turn, zoom and shift images about their middle; black comes in at the border.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        angle: Radians, clockwise; (n, 1, 1), or (1, 1, 1) for all, as are the others.
        scale: Old pixels that go into a new one, along a side.
        down: Pixels.
        right: Pixels.

    Returns:
        (n, 28, 28) float32 in [0, 1].
    """
    count, side = len(images), images.shape[1]
    # Where each pixel of the new image was in the old one, which has a black border.
    middle = (side - 1) / 2
    row, column = np.mgrid[:side, :side] - middle
    y = scale * (np.cos(angle) * row - np.sin(angle) * column) + middle - down
    x = scale * (np.sin(angle) * row + np.cos(angle) * column) + middle - right
    y = np.clip(y + 1, 0, side + 0.999).astype(np.float32)
    x = np.clip(x + 1, 0, side + 0.999).astype(np.float32)
    top, left = y.astype(np.int32), x.astype(np.int32)
    below = (y - top).astype(np.float32)
    beside = (x - left).astype(np.float32)
    bordered = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(count, -1)
    corner = top * (side + 2) + left

    def pixels(offset: int) -> NDArray[np.float32]:
        flat = np.minimum(corner + offset, (side + 2) ** 2 - 1)
        flat = flat.reshape(len(corner), -1)
        return np.take_along_axis(bordered, flat, axis=1).reshape(images.shape)

    upper = pixels(0) * (1 - beside) + pixels(1) * beside
    lower = pixels(side + 2) * (1 - beside) + pixels(side + 3) * beside
    changed: NDArray[np.float32] = upper * (1 - below) + lower * below
    return changed


def augment(
    images: NDArray[np.float32],
    random: np.random.Generator,
    rotation: float,
    shift: float,
    zoom: float,
    thickness: float,
) -> NDArray[np.float32]:
    """Turn, shift, zoom, thicken or thin each image by its own chance.

    Args:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        random: Where chance comes from.
        rotation: Degrees at most, to either side.
        shift: Pixels at most, to any side.
        zoom: Percent at most, larger or smaller.
        thickness: Percent at most of the way to a pixel more or less of ink.

    Returns:
        (n, 28, 28) float32 in [0, 1].
    """
    size = (len(images), 1, 1)
    if thickness:
        ways = random.uniform(-thickness, thickness, size).astype(np.float32)
        images = thicken(images, ways / np.float32(100))
    if not (rotation or shift or zoom):
        return images
    angle = np.radians(random.uniform(-rotation, rotation, size))
    scale = 1 / (1 + random.uniform(-zoom, zoom, size) / 100)
    down = random.uniform(-shift, shift, size)
    right = random.uniform(-shift, shift, size)
    return move(images, angle, scale, down, right)


def examples(images: NDArray[np.uint8], settings: RunSettings) -> NDArray[np.float32]:
    """Return what the settings' augmentation may make of some images.

    Args:
        images: (n, 28, 28) uint8.
        settings: Their augmentation and seed.

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
