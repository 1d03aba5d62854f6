"""Networks from a seed, and random weights for them, for tests against Keras."""

import random

import keras
import numpy as np

from core.settings.layers import POOLINGS
from core.settings.network import (
    ACTIVATION,
    BATCH_NORM,
    DROPOUT,
    FILTERS,
    KERNELS,
    MOST_BLOCKS,
    MOST_DENSE,
    UNITS,
    Block,
    NetworkSpec,
)
from core.training import fit, keras_model


def random_network(spec: NetworkSpec) -> tuple[keras.Model, bytes]:
    """Return a Keras model and its LiteRT file.

    Keras's first convolution is always named conv2d, even if others were built before.
    """
    keras.utils.clear_session()
    model = keras_model.layers(spec)
    numbers = np.random.default_rng(3)
    model.set_weights(
        [
            np.abs(numbers.normal(0.4, 0.3, weight.shape)) + 0.1
            if "variance" in weight.path
            else numbers.normal(0, 0.3, weight.shape)
            for weight in model.weights
        ]
    )
    return model, fit.files(model)[1]


def chance_spec(seed: float) -> NetworkSpec:
    """Return a random network that the widgets can make."""
    chance = random.Random(seed)
    return NetworkSpec(
        tuple(
            Block(
                chance.choice(FILTERS),
                chance.choice(KERNELS),
                chance.choice(tuple(POOLINGS.values()))
                if chance.random() < 0.6
                else None,
            )
            for _ in range(chance.randint(0, MOST_BLOCKS))
        ),
        tuple(chance.choice(UNITS) for _ in range(chance.randint(0, MOST_DENSE))),
        chance.choice(ACTIVATION.values),
        chance.choice(BATCH_NORM.values),
        int(chance.choice(DROPOUT.values)),
    )
