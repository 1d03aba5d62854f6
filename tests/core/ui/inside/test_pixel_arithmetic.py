"""A pixel is worked out in numbers, and its filter is shown in colours."""

import cv2
import numpy as np

from core.ui.components import weight_colours
from core.ui.inside import pixel_arithmetic


def test_a_filter_is_blue_where_it_counts_for_and_orange_where_against():
    numbers = np.array([[[1.0], [-1.0]], [[0.0], [0.5]]], np.float32)
    picture = pixel_arithmetic.filter_picture(numbers)
    corners = cv2.resize(picture, (2, 2), interpolation=cv2.INTER_NEAREST)
    assert corners[0, 0].tolist() == list(weight_colours.FOR)
    assert corners[0, 1].tolist() == list(weight_colours.AGAINST)
    assert corners[1, 0].tolist() == [255, 255, 255]


def test_a_filter_of_several_pictures_has_a_square_for_each():
    numbers = np.zeros((3, 3, 5), np.float32)
    numbers[..., 4] = 1
    picture = pixel_arithmetic.filter_picture(numbers)
    length = 3 * (180 // 9)
    blue = (picture == weight_colours.FOR).all(axis=2)
    assert blue.sum() == length**2
    assert blue[length + 1 :, length + 1 : 2 * length + 1].all()
