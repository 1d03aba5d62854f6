"""The layers are those of Keras, and each pixel is the sum of its stated terms."""

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.errors import NetworkGone
from core.explain import activations
from core.explain.activations import LayerActivation
from core.settings.layers import Operation
from core.settings.network import NetworkSpec


@pytest.fixture(scope="module")
def image():
    """A preprocessed test digit."""
    return (loader.load(loader.Source.SAMPLE).x_test[7] / 255).astype(np.float32)


def test_an_activation_of_its_own_is_told_by_the_number_before_and_after():
    given = np.random.default_rng(2).normal(size=(4, 4, 3)).astype(np.float32)
    layer = LayerActivation(
        Operation.TANH, np.tanh(given), given, weights=None, biases=None
    )
    sums = activations.arithmetic(layer, 1, 2, 0)
    assert sums.total == given[1, 2, 0]
    assert sums.value == pytest.approx(np.tanh(sums.total))


def test_the_layers_of_the_article_are_shown_in_its_order(image):
    layers = activations.load_cached(prediction.ARTICLE_PATH).layers(image)
    assert [layer.operation for layer in layers] == [
        Operation.CONVOLUTION,
        Operation.MAX_POOLING,
        Operation.DENSE,
        Operation.DENSE,
        Operation.SOFTMAX,
    ]
    assert [layer.values.shape for layer in layers] == [
        (26, 26, 32),
        (13, 13, 32),
        (128,),
        (10,),
        (10,),
    ]


@pytest.mark.parametrize("path", [prediction.ARTICLE_PATH, prediction.SHIPPED_PATH])
def test_the_last_layer_is_the_answer(path, image):
    answer = prediction.load(path).probabilities(image[None])[0]
    last = activations.load_cached(path).layers(image)[-1]
    np.testing.assert_allclose(last.values, answer, atol=1e-5)


@pytest.mark.parametrize("path", [prediction.ARTICLE_PATH, prediction.SHIPPED_PATH])
def test_every_pixel_is_the_sum_that_it_is_said_to_be(path, image):
    random = np.random.default_rng(1)
    for layer in activations.load_cached(path).layers(image):
        if layer.values.ndim != 3:
            continue
        height, width, channels = layer.values.shape
        for _ in range(40):
            row, column = int(random.integers(height)), int(random.integers(width))
            channel = int(random.integers(channels))
            sums = activations.arithmetic(layer, row, column, channel)
            assert sums.value == layer.values[row, column, channel]
            assert max(sums.total, 0) == pytest.approx(sums.value, abs=1e-4)
            if sums.weights is not None:
                assert sums.patch.shape == sums.weights.shape


@pytest.mark.parametrize("path", [prediction.ARTICLE_PATH, prediction.SHIPPED_PATH])
def test_every_neuron_is_the_sum_that_it_is_said_to_be(path, image):
    dense = [
        layer
        for layer in activations.load_cached(path).layers(image)
        if layer.operation is Operation.DENSE
    ]
    for layer in dense:
        hidden = layer is not dense[-1]
        for unit in range(len(layer.values)):
            sums = activations.neuron(layer, unit)
            after = max(sums.total, 0) if hidden else sums.total
            assert after == pytest.approx(sums.value, abs=1e-4)
            assert sums.value == layer.values[unit]


def test_the_strongest_of_what_reaches_a_neuron_are_the_largest_products(image):
    layer = activations.load_cached(prediction.ARTICLE_PATH).layers(image)[3]
    assert layer.weights is not None
    sums = activations.neuron(layer, 4)
    products = [float(layer.given[i] * layer.weights[4, i]) for i in range(128)]
    expected = sorted(range(128), key=lambda i: -abs(products[i]))[:5]
    assert sums.strongest(5).tolist() == expected


@pytest.mark.parametrize("path", [prediction.ARTICLE_PATH, prediction.SHIPPED_PATH])
def test_softmax_gives_each_exponential_its_share_of_their_sum(path, image):
    layer = activations.load_cached(path).layers(image)[-1]
    powers = activations.exponentials(layer)
    shares = [float(power / sum(powers)) for power in powers]
    np.testing.assert_allclose(shares, layer.values, rtol=1e-4, atol=1e-9)


def test_numbers_beyond_a_float_have_exponentials_too():
    given = np.array([1000, 999], np.float32)
    powers = activations.exponentials(
        LayerActivation(Operation.SOFTMAX, given, given, weights=None, biases=None)
    )
    assert float(powers[0] / powers[1]) == pytest.approx(np.e)


def test_the_multiplications_are_those_of_the_plan(image):
    layers = activations.load_cached(prediction.ARTICLE_PATH).layers(image)
    assert activations.multiplications(layers) == NetworkSpec().plan().multiplications


def test_a_network_whose_file_is_gone_is_named(tmp_path):
    with pytest.raises(NetworkGone):
        activations.load_cached(tmp_path / "network.tflite")
