"""The activations agree with those of Keras's layers."""

import itertools

import keras
import numpy as np
import pytest

from core.datasets import loader
from core.explain import activations
from core.explain.activations import ActivationReader, Operation
from core.settings.network import Block, NetworkSpec
from core.training import fit, keras_model
from tests.support.networks import random_network

pytestmark = pytest.mark.tensorflow

SPECS = {
    "the article's": NetworkSpec(),
    "two blocks": NetworkSpec(
        blocks=(Block(8, 5, pooling=True), Block(16, 3, pooling=False)),
        dense=(32,),
        batch_norm="yes",
    ),
    "another curve": NetworkSpec(
        blocks=(Block(4, 3, pooling=True),), activation="tanh", dropout=20
    ),
}
CURVES = {Operation.RELU, Operation.TANH, Operation.SIGMOID, Operation.ELU}
SHOWN = (
    keras.layers.Conv2D,
    keras.layers.MaxPooling2D,
    keras.layers.Dense,
    keras.layers.Activation,
)


@pytest.fixture(scope="module")
def image():
    """A preprocessed test digit."""
    return (loader.load(loader.Source.SAMPLE).x_test[7] / 255).astype(np.float32)


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
    model, file = random_network(SPECS[name])
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


def test_a_network_whose_biases_are_all_0_is_looked_into_too(image):
    model = keras_model.layers(NetworkSpec(blocks=(), dense=()))
    dense, _ = ActivationReader(fit.files(model)[1]).layers(image)
    np.testing.assert_array_equal(dense.biases, np.zeros(10))
    assert activations.neuron(dense, 3).total == pytest.approx(
        dense.values[3], abs=1e-5
    )
