"""Pictures that come from outside: open what a visitor uploads, safely."""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.errors import UploadTooBig, UploadUnreadable

MEGABYTE = 2**20
UPLOAD_BYTES = 5 * MEGABYTE
UPLOAD_PIXELS = 25_000_000
# Longest side that is worked on: a phone's photograph at full size would take a
# second, and a digit is 20 pixels in the end.
WORKING_SIDE = 600
FORMATS = ("PNG", "JPEG")


def open_upload(file: bytes) -> NDArray[np.uint8]:
    """Decode an uploaded picture.

    Args:
        file: The bytes of a PNG or JPEG.

    Returns:
        RGBA, (height, width, 4) uint8, upright, longest side 600 at most.

    Raises:
        UploadTooBig: More bytes or pixels than allowed; pixels are counted before
            any is decoded.
        UploadUnreadable: Not a PNG or JPEG, or not whole.
    """
    if len(file) > UPLOAD_BYTES:
        raise UploadTooBig(len(file), UPLOAD_BYTES, "bytes")
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb at its own limit; ours is checked below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(file), formats=FORMATS)
        pixels = picture.width * picture.height
        if pixels > UPLOAD_PIXELS:
            raise UploadTooBig(pixels, UPLOAD_PIXELS, "pixels")
        # JPEG can be decoded smaller than it is, which saves time and memory.
        picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError:
        raise UploadTooBig(UPLOAD_PIXELS + 1, UPLOAD_PIXELS, "pixels") from None
    except UploadTooBig:
        raise
    # Damaged files have Pillow and its decoders raise whatever they know.
    except Exception as error:
        raise UploadUnreadable(str(error)) from error
    upright.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    return np.asarray(upright, np.uint8)


def enlarge(digit: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Draw an MNIST digit as a big picture on paper.

    Args:
        digit: (28, 28) uint8, ink bright.
        side: Pixels of the picture's side.

    Returns:
        RGBA, (side, side, 4) uint8, dark ink on white.
    """
    grey = Image.fromarray(255 - digit).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(grey.convert("RGBA"), np.uint8)
