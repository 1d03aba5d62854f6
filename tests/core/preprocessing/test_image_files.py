"""Any uploaded file is opened within limits or refused."""

import numpy as np
import pytest
from PIL import Image

from core import prediction
from core.errors import UploadTooBig, UploadUnreadable
from core.preprocessing import image_files
from tests.support.pictures import bomb, encode


@pytest.mark.parametrize("name", ["PNG", "JPEG"])
def test_a_picture_is_read_like_a_drawing(seven, name):
    picture = image_files.open_upload(encode(seven[..., :3], name))
    assert picture.dtype == np.uint8
    assert picture.shape[2] == 4
    assert prediction.shipped().read(picture).digit == 7


def test_a_photograph_on_its_side_is_turned_upright(seven):
    turned = np.rot90(seven[..., :3])
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = image_files.open_upload(encode(turned, "JPEG", exif=exif))
    assert prediction.shipped().read(picture).digit == 7


def test_a_large_picture_is_worked_on_at_a_small_size(seven):
    large = np.asarray(Image.fromarray(seven).resize((3000, 2000)).convert("RGB"))
    picture = image_files.open_upload(encode(large, "JPEG"))
    assert max(picture.shape) <= image_files.WORKING_SIDE


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"not a picture",
        b"GIF89a" + b"\0" * 100,
        b"%PDF-1.7",
        encode(np.zeros((50, 50, 3), np.uint8))[:-30],
        encode(
            np.random.default_rng(0).integers(0, 255, (99, 99, 3), np.uint8), "JPEG"
        )[:600],
    ],
    ids=["empty", "text", "gif", "pdf", "short png", "short jpeg"],
)
def test_what_is_no_whole_picture_is_refused(file):
    with pytest.raises(UploadUnreadable):
        image_files.open_upload(file)


@pytest.mark.parametrize("side", [6_000, 20_000, 200_000])
def test_a_bomb_is_refused_before_it_is_decoded(side):
    with pytest.raises(UploadTooBig) as refusal:
        image_files.open_upload(bomb(side))
    assert refusal.value.unit == "pixels"
    # Pillow refuses the largest by itself, and does not say of which kind they are.
    assert refusal.value.limit == image_files.PNG_PIXELS


def test_too_many_bytes_are_refused():
    with pytest.raises(UploadTooBig) as refusal:
        image_files.open_upload(b"\0" * (image_files.UPLOAD_BYTES + 1))
    assert refusal.value.unit == "bytes"
