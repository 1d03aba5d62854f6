"""The pictures of the layers show the layers' activations."""

import numpy as np
import pytest

from core.ui.inside import layer_images


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
