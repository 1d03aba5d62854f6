"""Pictures enlarged, and in the page itself, not in a file that a browser fetches."""

import base64
import io

import cv2
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PIL import Image

from core.ui.html import render

_IMG = '<img src="data:image/png;base64,{{ png }}"{{ attributes|xmlattr }}>'


def enlarged(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return a picture of another size, each of its pixels to be seen.

    Args:
        pixels: (rows, columns) or (rows, columns, channels) uint8.
        width: In pixels.
        height: In pixels.
    """
    size = (width, height)
    return np.asarray(
        cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST), np.uint8
    )


def png(pixels: NDArray[np.uint8]) -> str:
    """Return a picture as base64: about 400 characters, half of the bare pixels."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")


def img(pixels: NDArray[np.uint8], alt: str, *, sized: bool = False) -> Markup:
    """Return a picture as an HTML element.

    Args:
        pixels: (height, width) or (height, width, channels) uint8.
        alt: The picture in words.
        sized: Whether the element has the picture's size, so that nothing moves while
            the picture is decoded.
    """
    height, width = pixels.shape[:2]
    size = {"width": width, "height": height} if sized else {}
    return render(_IMG, png=png(pixels), attributes={**size, "alt": alt})
