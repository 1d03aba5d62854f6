"""The pictures of the layers show the layers' activations."""

import cv2
import numpy as np
import pytest

from core.ui.components import weight_colours
from core.ui.inside import layer_images, pixel_arithmetic


def cut(mosaic, place, across, height, width):
    """Return one tile of a mosaic."""
    top = place // across * (height + layer_images.GAP)
    left = place % across * (width + layer_images.GAP)
    return mosaic[top : top + height, left : left + width]


@pytest.mark.parametrize(("side", "factor"), [(26, 1), (13, 2), (8, 3), (2, 14)])
def test_the_tiles_are_the_first_maps_of_the_layer(side, factor):
    values = np.random.default_rng(0).normal(size=(side, side, 32)).astype(np.float32)
    mosaic = layer_images.mosaic(values)
    length = factor * side
    assert mosaic.shape == (
        4 * length + 3 * layer_images.GAP,
        4 * length + 3 * layer_images.GAP,
    )
    for place in range(layer_images.MOST_TILES):
        tile = cut(mosaic, place, 4, length, length)
        np.testing.assert_array_equal(
            tile,
            layer_images.brightness(values)[..., place]
            .repeat(factor, 0)
            .repeat(factor, 1),
        )


def test_between_two_maps_there_is_grey():
    mosaic = layer_images.mosaic(np.ones((26, 26, 4), np.float32))
    assert set(np.unique(mosaic).tolist()) == {layer_images.GAP_GREY, 255}


@pytest.mark.parametrize(
    ("units", "shape"), [(10, (2, 5)), (128, (8, 16)), (16, (4, 4))]
)
def test_each_neuron_is_one_square_and_no_square_is_without(units, shape):
    values = np.arange(units, dtype=np.float32)
    squares = layer_images.squares(values)
    assert squares.shape == shape
    np.testing.assert_array_equal(squares.ravel(), layer_images.brightness(values))


def test_what_is_below_0_is_black_and_the_largest_white():
    greys = layer_images.brightness(np.array([-3, 0, 1, 2], np.float32))
    assert greys.tolist() == [0, 0, 128, 255]


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
