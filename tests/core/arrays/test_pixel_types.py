"""Pixels change their type without a change of what they show."""

import numpy as np
import pytest

from core.arrays.pixel_types import as_float32, as_uint8

GREYS = np.arange(256, dtype=np.uint8).reshape(16, 16)


def test_every_grey_comes_back():
    floats = as_float32(GREYS)
    assert floats.dtype == np.float32
    assert (floats.min(), floats.max()) == (0, 1)
    np.testing.assert_array_equal(as_uint8(floats), GREYS)


def test_every_grey_is_divided_as_keras_tutorials_divide_it():
    np.testing.assert_array_equal(as_float32(GREYS), GREYS.astype("float32") / 255)


@pytest.mark.parametrize(("share", "grey"), [(0.001, 0), (0.002, 1), (0.998, 254)])
def test_the_nearest_grey_is_taken(share, grey):
    for dtype in (np.float32, np.float64):
        (found,) = as_uint8(np.array([share], dtype))
        assert found == grey
        assert found.dtype == np.uint8
