"""The activations agree with those of Keras's layers."""

import functools
import itertools
from dataclasses import replace

import keras
import numpy as np
import pytest

from core.datasets import loader
from core.explain import activations
from core.explain.activations import ActivationReader
from core.settings.layers import POOLINGS, Operation
from core.settings.network import Block, NetworkSpec, parse_blocks
from core.training import fit, keras_model
from tests.support.networks import random_network

pytestmark = pytest.mark.tensorflow

SPECS = {
    "the article's": NetworkSpec(),
    "two blocks": NetworkSpec(
        blocks=(Block.parse("8x5p"), Block(16, 3)),
        dense=(32,),
        batch_norm=True,
    ),
    "another curve": NetworkSpec(
        blocks=(Block.parse("4x3p"),), activation="tanh", dropout=20
    ),
}
# 3×3 pixels are pooled to one: a row and a column are left out.
ODD = parse_blocks("4x7p-4x7-4x3p")
SPECS |= {
    f"{kind} of odd pictures": NetworkSpec(
        tuple(replace(block, pooling=block.pooling and kind) for block in ODD), (16,)
    )
    for kind in POOLINGS.values()
}
CURVES = {Operation.RELU, Operation.TANH, Operation.SIGMOID, Operation.ELU}
SHOWN = (
    keras.layers.Conv2D,
    *(getattr(keras.layers, kind) for kind in POOLINGS.values()),
    keras.layers.Dense,
    keras.layers.Activation,
)


@pytest.fixture(scope="module")
def image():
    """A preprocessed test digit."""
    return (loader.load(loader.Source.SAMPLE).x_test[7] / 255).astype(np.float32)


@functools.cache
def made(name):
    """Return a network of `SPECS` and its file for serving, which takes long."""
    return random_network(SPECS[name])


def keras_outputs(model, image):
    """Return the outputs of Keras's layers after their activations, by shape."""
    outputs = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    given = outputs(image[None, ..., None])
    return [
        np.asarray(values)[0]
        for layer, values in zip(model.layers, given, strict=True)
        if isinstance(layer, SHOWN)
    ]


@pytest.mark.parametrize("name", SPECS)
def test_every_layer_agrees_with_keras(name, image):
    model, file = made(name)
    expected = keras_outputs(model, image)
    layers = ActivationReader(file).layers(image)
    for layer, after in itertools.pairwise(layers):
        # In Keras, the activation and the final softmax are part of the layer.
        if after.operation in {*CURVES, Operation.SOFTMAX}:
            continue
        assert any(
            values.shape == layer.values.shape
            and np.allclose(values, layer.values, atol=2e-5)
            for values in expected
        ), layer.operation
    np.testing.assert_allclose(layers[-1].values, expected[-1], atol=1e-5)


@pytest.mark.parametrize("name", SPECS)
def test_every_pixel_is_worked_out_from_what_reached_it(name, image):
    layers = ActivationReader(made(name)[1]).layers(image)
    curve = keras.activations.get(SPECS[name].activation)
    seen = set()
    for layer in layers:
        if layer.values.ndim < 3:
            continue
        seen.add(layer.kind)
        height, width, channels = layer.values.shape
        for row, column, channel in itertools.product(
            {0, height // 2, height - 1}, {0, width - 1}, {0, channels - 1}
        ):
            sums = activations.arithmetic(layer, row, column, channel)
            # Into a convolution, LiteRT has multiplied the curve of ReLU alone.
            expected = {sums.total, float(curve(np.float32(sums.total)))}
            assert any(
                sums.value == pytest.approx(value, abs=2e-5) for value in expected
            ), (layer.operation, row, column, channel)
    pooled = {block.pooling for block in SPECS[name].blocks if block.pooling}
    assert seen >= pooled


def test_a_network_whose_biases_are_all_0_is_looked_into_too(image):
    model = keras_model.layers(NetworkSpec(blocks=(), dense=()))
    dense, _ = ActivationReader(fit.files(model)[1]).layers(image)
    np.testing.assert_array_equal(dense.biases, np.zeros(10))
    assert activations.neuron(dense, 3).total == pytest.approx(
        dense.values[3], abs=1e-5
    )
