"""Networks with random weights, for tests against Keras."""

import keras
import numpy as np

from core.settings.network import NetworkSpec
from core.training import fit, keras_model


def random_network(spec: NetworkSpec) -> tuple[keras.Model, bytes]:
    """Return a Keras model and its LiteRT file.

    Keras's first convolution is always named conv2d, even if others were built before.
    """
    keras.utils.clear_session()
    model = keras_model.layers(spec)
    random = np.random.default_rng(3)
    model.set_weights(
        [
            np.abs(random.normal(0.4, 0.3, weight.shape)) + 0.1
            if "variance" in weight.path
            else random.normal(0, 0.3, weight.shape)
            for weight in model.weights
        ]
    )
    return model, fit.files(model)[1]
