"""The architecture of the shipped network, which can reject non-digits."""

import keras
from keras import layers

from core.settings.network import CLASSES, SIDE
from scripts.handwriting.training_set import Kind

ALL_CLASSES = CLASSES + len(Kind)
DROPOUT = 0.3


def build() -> keras.Model:
    """Build the model, not compiled.

    Returns:
        A model from (n, 28, 28, 1) float32 in [0, 1] to two outputs: the softmax of
        the ten digits, (n, 10), and the softmax of digits and non-digits together,
        (n, 14). Training uses only the second.
    """
    image = keras.Input((SIDE, SIDE, 1))
    x = _convolution(image, 24, 5)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 48, 3)
    x = _convolution(x, 64, 3)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 96, 3, padding="same")
    x = _convolution(x, 128, 3)
    x = layers.Flatten()(x)
    x = layers.Dropout(DROPOUT)(x)
    digits = layers.Dense(CLASSES)(x)
    others = layers.Dense(len(Kind))(x)
    everything = layers.Concatenate()([digits, others])
    return keras.Model(
        image,
        [
            layers.Softmax(name="digits")(digits),
            layers.Softmax(name="everything")(everything),
        ],
    )


def _convolution(
    x: keras.KerasTensor, filters: int, window: int, padding: str = "valid"
) -> keras.KerasTensor:
    x = layers.Conv2D(filters, window, padding=padding, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))
