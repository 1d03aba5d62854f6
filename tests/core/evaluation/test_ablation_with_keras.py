"""Ablation agrees with Keras."""

import numpy as np
import pytest

from core.datasets import loader
from core.evaluation import ablation
from core.explain.activations import ActivationReader
from core.prediction import Predictor
from core.settings.layers import Operation
from core.settings.network import Block, NetworkSpec
from tests.support.networks import random_network

pytestmark = pytest.mark.tensorflow

SPECS = {
    "plain": NetworkSpec(blocks=(Block.parse("8x3p"), Block(16, 3)), dense=(16,)),
    "batch norm": NetworkSpec(
        blocks=(Block.parse("8x5p"), Block.parse("4x3p")),
        dense=(16,),
        batch_norm=True,
        activation="sigmoid",
    ),
}


@pytest.fixture(scope="module")
def images():
    """Eight preprocessed test digits."""
    return (loader.test_digits(loader.Source.SAMPLE)[0][:8] / 255).astype(np.float32)


def silence(model, convolution, channel):
    """Set a filter's parameters to 0, including its batch normalisation."""
    suffix = f"_{convolution}" if convolution else ""
    layers = f"/conv2d{suffix}/", f"/batch_normalization{suffix}/"
    for weight in model.trainable_variables:
        if any(layer in weight.path for layer in layers):
            numbers = np.array(weight)
            numbers[..., channel] = 0
            weight.assign(numbers)


@pytest.mark.parametrize("name", SPECS)
def test_a_network_without_filters_answers_as_keras_without_them(name, images):
    model, file = random_network(SPECS[name])
    layers = ActivationReader(file).layers(images[0])
    first, second = (
        place
        for place, layer in enumerate(layers)
        if layer.operation is Operation.CONVOLUTION
    )
    changed = ablation.without(file, layers, frozenset({(first, 2), (second, 1)}))
    before = Predictor(file).probabilities(images)
    silence(model, 0, 2)
    silence(model, 1, 1)
    expected = np.asarray(model(images[..., None]))
    np.testing.assert_allclose(
        Predictor(changed).probabilities(images), expected, atol=1e-5
    )
    assert np.abs(before - expected).max() > 1e-3
    assert len(changed) == len(file)
