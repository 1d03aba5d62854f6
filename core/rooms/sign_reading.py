"""What the network of a class that draws signs says of a drawing."""

from typing import Any

from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32, as_uint8
from core.prediction import Predictor, Reading
from core.rooms import sign_image


def read(network: Predictor, canvas: NDArray[Any], signs: int) -> Reading:
    """Read the sign on a canvas.

    Args:
        network: One that has learned the signs of a room.
        canvas: RGBA of the app's canvas, (height, width, 4) uint8.
        signs: How many the room has; further outputs are no answers.

    Returns:
        A reading whose digit is the label of a sign, with (signs,) probabilities.

    Raises:
        EmptyDrawing: The canvas has no ink.
        BadCanvas: The array does not hold the pixels of a canvas.
    """
    path = sign_image.preprocessed(canvas)
    # As it has learned drawings: in 256 greys.
    seen = as_float32(as_uint8(path.seen))
    shares = network.probabilities(seen[None])[0][:signs]
    return Reading(int(shares.argmax()), shares, seen, None, path)
