"""Decodes uploaded pictures safely."""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.errors import UploadTooBig, UploadUnreadable

MEGABYTE = 2**20
# A phone's photograph has 3 to 12 MB.
UPLOAD_BYTES = 16 * MEGABYTE
# A PNG is decoded whole, four bytes a pixel.
PNG_PIXELS = 25_000_000
# A JPEG is decoded at an eighth of its size; the largest phone cameras have 48 million.
JPEG_PIXELS = 64_000_000
# Longest side, in pixels, of the picture that the later steps process: a phone's
# photograph at full size would take a second, and a digit ends up 20 pixels high.
WORKING_SIDE = 600
FORMATS = ("PNG", "JPEG")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8"
# A download that broke off lacks this; libjpeg makes what is missing the middle grey.
JPEG_END = b"\xff\xd9"
JPEG_MISSING = 128
# Of a picture that broke off, at least this share of its rows must be there.
FEWEST_ROWS = 0.75
# Parts of a PNG that decide how it looks. Others are text, colour profiles and dates,
# and browsers show a picture in which one of those is damaged or long.
PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"})
# Pillow can shrink pictures of these modes.
SHRUNK_MODES = frozenset({"L", "LA", "RGB", "RGBA"})


def open_upload(file: bytes) -> NDArray[np.uint8]:
    """Decode an uploaded picture.

    Args:
        file: Bytes of a PNG or JPEG file.

    Returns:
        RGBA, (height, width, 4) uint8, upright, longest side at most 600 pixels.

    Raises:
        UploadTooBig: The file has more bytes or pixels than allowed. The pixels are
            counted before any is decoded.
        UploadUnreadable: The file is not a PNG or JPEG, or much of it is missing.
    """
    check_size(len(file), UPLOAD_BYTES)
    limit = PNG_PIXELS if file.startswith(PNG_SIGNATURE) else JPEG_PIXELS
    try:
        with warnings.catch_warnings():
            # Pillow warns of decompression bombs at its own limit; ours is below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            small = _shrunk(_opened(file, limit))
        ImageOps.exif_transpose(small, in_place=True)
        return np.asarray(small.convert("RGBA"), np.uint8)
    except Image.DecompressionBombError:
        raise UploadTooBig(limit + 1, limit, "pixels") from None
    except (UploadTooBig, MemoryError):
        raise
    # Pillow and its decoders raise many types of exceptions on damaged files.
    except Exception as error:
        raise UploadUnreadable(str(error)) from error


def _opened(file: bytes, limit: int) -> Image.Image:
    """Decode a file, also one with damage that browsers overlook."""
    try:
        return _decoded(_without_extras(file), limit)
    except OSError:
        if not file.startswith(JPEG_SIGNATURE):
            raise
        return _whole_rows(_decoded(file + JPEG_END, limit))


def _decoded(file: bytes, limit: int) -> Image.Image:
    """Decode a file whose picture has at most so many pixels."""
    picture = Image.open(io.BytesIO(file), formats=FORMATS)
    pixels = picture.width * picture.height
    if pixels > limit:
        raise UploadTooBig(pixels, limit, "pixels")
    # A JPEG can be decoded at a smaller size, which saves time and memory.
    picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
    picture.load()
    return picture


def _whole_rows(picture: Image.Image) -> Image.Image:
    """Return the rows of a JPEG whose file ends too early, if they are most of it."""
    is_missing = (np.asarray(picture.convert("RGB")) == JPEG_MISSING).all(axis=(1, 2))
    rows = len(is_missing) - int(is_missing[::-1].argmin())
    if is_missing.all() or rows < FEWEST_ROWS * picture.height:
        raise UploadUnreadable("truncated")
    exif, whole = picture.getexif(), picture.crop((0, 0, picture.width, rows))
    whole.getexif().update(exif)
    return whole


def check_size(size: int, limit: int) -> None:
    """Check the bytes of a file.

    Raises:
        UploadTooBig: They are over the limit.
    """
    if size > limit:
        raise UploadTooBig(size, limit, "bytes")


def _shrunk(picture: Image.Image) -> Image.Image:
    """Return a picture of the working size, with the EXIF data of the given one."""
    exif = picture.getexif()
    if picture.mode.startswith("I"):
        # 16 bits: Pillow's own conversion would cut off all but the lowest 8.
        grey = np.clip(np.asarray(picture), 0, 65535).astype(np.uint16)
        picture = Image.fromarray((grey >> 8).astype(np.uint8))
    elif picture.mode not in SHRUNK_MODES:
        picture = picture.convert("RGBA" if picture.mode in ("P", "PA") else "RGB")
    picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    small = picture.copy()
    small.getexif().update(exif)
    return small


def _without_extras(file: bytes) -> bytes:
    """Return a PNG without the parts that do not decide how it looks."""
    if not file.startswith(PNG_SIGNATURE):
        return file
    parts, place = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while place + 8 <= len(file):
        size = int.from_bytes(file[place : place + 4])
        if file[place + 4 : place + 8] in PNG_PARTS:
            parts.append(file[place : place + size + 12])
        place += size + 12
    return b"".join(parts)


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
