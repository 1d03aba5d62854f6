"""Picture files for uploads: valid ones, and a decompression bomb."""

import io
import struct
import zlib
from typing import Any

from numpy.typing import NDArray
from PIL import Image


def encode(pixels: NDArray[Any], name: str = "PNG", **options: Any) -> bytes:
    """Return a picture file's bytes.

    Args:
        pixels: Pixels of the picture.
        name: Pillow's name of the format.
        **options: Further options of Pillow.
    """
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, name, **options)
    return target.getvalue()


def bomb(side: int) -> bytes:
    """Return a PNG of a few bytes that claims to be side × side pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body))
            + kind
            + body
            + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
