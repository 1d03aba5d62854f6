"""Pictures in a page have the pixels that they were made of."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from core.ui.components.png_image import enlarged, img, png

PICTURE = np.random.default_rng(4).integers(0, 256, (5, 7, 3), np.uint8)


def decoded(text):
    """Return the pixels of a picture."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))))


@pytest.mark.parametrize("picture", [PICTURE, PICTURE[..., 0]], ids=["RGB", "grey"])
def test_the_pixels_come_back(picture):
    np.testing.assert_array_equal(decoded(png(picture)), picture)


def test_an_element_has_words_and_its_size():
    element = img(PICTURE, 'a "7" & more', sized=True)
    assert 'width="7" height="5"' in element
    assert 'alt="a &#34;7&#34; &amp; more"' in element
    source = re.search(r'base64,([^"]+)"', element)
    assert source is not None
    np.testing.assert_array_equal(decoded(source[1]), PICTURE)


def test_each_pixel_of_an_enlarged_picture_is_a_square():
    found = enlarged(PICTURE, 21, 15)
    np.testing.assert_array_equal(found, PICTURE.repeat(3, 0).repeat(3, 1))
    assert enlarged(PICTURE[..., 0], 7, 5).shape == (5, 7)
