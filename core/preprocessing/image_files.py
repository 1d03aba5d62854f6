"""Decodes uploaded pictures safely."""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.errors import UploadTooBig, UploadUnreadable

MEGABYTE = 2**20
UPLOAD_BYTES = 5 * MEGABYTE
UPLOAD_PIXELS = 25_000_000
# Longest side, in pixels, of the picture that the later steps process: a phone's
# photograph at full size would take a second, and a digit ends up 20 pixels high.
WORKING_SIDE = 600
FORMATS = ("PNG", "JPEG")


def open_upload(file: bytes) -> NDArray[np.uint8]:
    """Decode an uploaded picture.

    Args:
        file: Bytes of a PNG or JPEG file.

    Returns:
        RGBA, (height, width, 4) uint8, upright, longest side at most 600 pixels.

    Raises:
        UploadTooBig: The file has more bytes or pixels than allowed. The pixels are
            counted before any is decoded.
        UploadUnreadable: The file is not a PNG or JPEG, or is truncated.
    """
    if len(file) > UPLOAD_BYTES:
        raise UploadTooBig(len(file), UPLOAD_BYTES, "bytes")
    try:
        with warnings.catch_warnings():
            # Pillow warns of decompression bombs at its own limit; ours is below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(file), formats=FORMATS)
        pixels = picture.width * picture.height
        if pixels > UPLOAD_PIXELS:
            raise UploadTooBig(pixels, UPLOAD_PIXELS, "pixels")
        # A JPEG can be decoded at a smaller size, which saves time and memory.
        picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError:
        raise UploadTooBig(UPLOAD_PIXELS + 1, UPLOAD_PIXELS, "pixels") from None
    except UploadTooBig:
        raise
    # Pillow and its decoders raise many types of exceptions on damaged files.
    except Exception as error:
        raise UploadUnreadable(str(error)) from error
    upright.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    return np.asarray(upright, np.uint8)


def enlarge(digit: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Enlarge an MNIST digit and draw it in dark ink on white paper.

    Args:
        digit: (28, 28) uint8, ink bright.
        side: Height and width of the result, in pixels.

    Returns:
        RGBA, (side, side, 4) uint8, dark ink on white.
    """
    grey = Image.fromarray(255 - digit).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(grey.convert("RGBA"), np.uint8)
