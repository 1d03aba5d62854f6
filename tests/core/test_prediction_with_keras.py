"""The shipped LiteRT network agrees with Keras."""

import keras
import numpy as np
import pytest

from core import prediction

pytestmark = pytest.mark.tensorflow


def test_probabilities_agree_with_keras(mnist):
    model = keras.saving.load_model(prediction.SHIPPED_KERAS_PATH, compile=False)
    images = (mnist.x_test[:200] / 255).astype(np.float32)
    digits, everything = model.predict(images[..., None], verbose=0)
    network = prediction.shipped()
    np.testing.assert_allclose(network.probabilities(images), digits, atol=5e-6)
    np.testing.assert_allclose(network.no_digits(images), everything[:, 10:], atol=5e-6)
