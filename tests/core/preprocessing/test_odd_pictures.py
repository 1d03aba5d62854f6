"""Pictures that every browser shows are read, also in the limited process."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.errors import UploadUnreadable
from core.preprocessing import image_files
from core.sandbox import files
from tests.support.pictures import encode


def digit():
    """Return a grey picture, (60, 40) uint8."""
    picture = np.full((60, 40), 240, np.uint8)
    picture[10:50, 18:24] = 30
    return picture


def grey_of(file):
    """Return the first channel of an opened picture, (height, width) int."""
    return image_files.open_upload(file)[..., 0].astype(int)


def part(kind, body, checksum=None):
    """Return a part of a PNG, with a right checksum or another one."""
    right = zlib.crc32(kind + body)
    sum_ = right if checksum is None else checksum
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", sum_)


def with_part(file, extra):
    """Return a PNG with one more part after its header."""
    end = 8 + 25
    return file[:end] + extra + file[end:]


def test_parts_of_a_png_that_nobody_sees_may_be_long_or_damaged():
    whole = encode(digit())
    expected = image_files.open_upload(whole)
    chance = random.Random(20)
    for _ in range(60):
        kind = chance.choice([b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"tIME", b"gAMA"])
        body = chance.randbytes(chance.choice([0, 1, 100, 2_000_000]))
        checksum = chance.choice([None, 0, chance.getrandbits(32)])
        file = with_part(whole, part(kind, body, checksum))
        np.testing.assert_array_equal(image_files.open_upload(file), expected)


def test_a_long_text_and_a_profile_as_pillow_writes_them_are_read():
    text = PngInfo()
    text.add_text("Comment", "x" * 3_000_000, zip=True)
    profile = random.Random(3).randbytes(1_500_000)
    file = encode(digit(), pnginfo=text, icc_profile=profile)
    np.testing.assert_array_equal(grey_of(file), digit())


def test_a_damaged_part_that_decides_how_a_png_looks_is_refused():
    whole = encode(digit())
    place = whole.index(b"IDAT") + 8
    damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
    with pytest.raises(UploadUnreadable):
        image_files.open_upload(damaged)


@pytest.mark.parametrize("seed", range(5))
def test_16_bits_of_grey_become_their_upper_8(seed):
    pixels = np.random.default_rng(seed).integers(0, 65536, (50, 70)).astype(np.uint16)
    np.testing.assert_array_equal(grey_of(encode(pixels)), pixels >> 8)


def test_a_scan_of_16_bits_has_paper_and_ink():
    scan = np.full((60, 40), 60_000, np.uint16)
    scan[10:50, 18:24] = 30_000
    assert set(np.unique(grey_of(encode(scan)))) == {60_000 >> 8, 30_000 >> 8}


def test_a_photograph_of_48_million_pixels_is_opened_by_the_limited_process():
    photograph = Image.linear_gradient("L").resize((8000, 6000)).convert("RGB")
    target = io.BytesIO()
    photograph.save(target, "JPEG", quality=90)
    picture = files.open_picture(target.getvalue())
    # 1000 by 750 pixels after an eighth, and then the working size.
    assert picture.shape == (450, 600, 4)
    rows = picture[..., 0].astype(int).mean(axis=1)
    expected = np.linspace(0, 255, len(rows))
    assert np.abs(rows - expected).max() < 4


def shaded():
    """Return a picture without a row of one colour, (300, 200, 3) uint8."""
    rows, columns = np.mgrid[:300, :200]
    return np.stack([rows % 251, columns, 255 - rows % 199], axis=2).astype(np.uint8)


@pytest.mark.parametrize("is_progressive", [False, True])
def test_a_jpeg_that_breaks_off_near_its_end_shows_what_has_come(is_progressive):
    whole = encode(shaded(), "JPEG", progressive=is_progressive)
    expected = image_files.open_upload(whole)
    chance = random.Random(8)
    for _ in range(40):
        missing = chance.randint(1, len(whole) // 10)
        found = image_files.open_upload(whole[:-missing])
        assert len(found) >= 0.75 * len(expected)
        # The last blocks of what has come are not whole.
        rows = len(found) - 16
        difference = np.abs(found[:rows].astype(int) - expected[:rows])
        assert np.median(difference) <= 4


def test_a_jpeg_that_breaks_off_early_is_refused():
    whole = encode(shaded(), "JPEG")
    chance = random.Random(9)
    for _ in range(40):
        kept = chance.randint(0, len(whole) // 2)
        with pytest.raises(UploadUnreadable):
            image_files.open_upload(whole[:kept])


def test_a_jpeg_that_breaks_off_is_turned_by_its_exif_data():
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = encode(shaded(), "JPEG", exif=exif)
    expected = image_files.open_upload(whole)
    found = image_files.open_upload(whole[:-2])
    np.testing.assert_array_equal(found, expected)
