"""A visitor's network, in Keras, ready to be trained."""

import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.settings.layers import Layer
from core.settings.network import SIDE, NetworkSpec
from core.settings.run import (
    FIRST_SHARE,
    LAST_SHARE,
    RISING_SHARE,
    Optimizer,
    RunSettings,
    Schedule,
)

# Of a network without convolutions each neuron of the first layer looks at the whole
# picture: that many of them are shown.
SHOWN_NEURONS = 16
# Images that a network answers in one batch. With 128, validation waits for Keras at
# each batch; 500 take six to eight tenths of the time. A layer's largest output,
# 26×26×64 numbers for an image, has 87 MB then.
ANSWERED_AT_ONCE = 500

OPTIMIZERS = {
    Optimizer.ADAM: keras.optimizers.Adam,
    Optimizer.SGD: keras.optimizers.SGD,
    Optimizer.RMSPROP: keras.optimizers.RMSprop,
}


def build(settings: RunSettings, batches_per_epoch: int) -> keras.Model:
    """Build and compile the network of a run.

    Args:
        settings: Its network, optimiser, learning rate, schedule and loss.
        batches_per_epoch: By which a schedule knows how long the run is.

    Returns:
        A model from (n, 28, 28, 1) float32 in [0, 1] to (n, 10) softmax.

    Raises:
        NetworkError: It cannot be built.
    """
    model = layers(settings.network)
    optimizer = OPTIMIZERS[settings.optimizer](
        learning_rate(settings, batches_per_epoch)
    )
    model.compile(optimizer=optimizer, loss=settings.loss.value, metrics=["accuracy"])
    return model


def layers(spec: NetworkSpec) -> keras.Model:
    """Build a network that is not compiled.

    Raises:
        NetworkError: It cannot be built.
    """
    made = [_layer(layer) for layer in spec.layers()]
    return keras.Sequential([keras.Input((SIDE, SIDE, 1)), *made])


def load(keras_file: bytes) -> keras.Model:
    """Return the network of a ``.keras`` file, not compiled."""
    with tempfile.TemporaryDirectory(prefix="trazo-") as folder:
        path = Path(folder) / "network.keras"
        path.write_bytes(keras_file)
        return keras.saving.load_model(path, compile=False, safe_mode=True)


def fill(model: keras.Model, keras_file: bytes) -> None:
    """Give a model the numbers of a ``.keras`` file; nothing else in it is looked at.

    Raises:
        ValueError: They are another model's.
    """
    with tempfile.TemporaryDirectory(prefix="trazo-") as folder:
        path = Path(folder) / "network.keras"
        path.write_bytes(keras_file)
        model.load_weights(path)


def first_kernel(model: keras.Model) -> keras.Variable:
    """Return the weights of the first layer that has any."""
    return next(
        layer.kernel
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)
    )


def as_pictures(kernel: NDArray[Any]) -> NDArray[np.float32]:
    """Return a first layer's weights, or numbers of their shape, as pictures.

    Args:
        kernel: (height, width, 1, filters) of a convolution, (784, units) of a dense
            layer.

    Returns:
        (filters, height, width) float32; of a dense layer its first neurons,
        (16, 28, 28).
    """
    if kernel.ndim == 2:
        kernel = kernel[:, :SHOWN_NEURONS].reshape(SIDE, SIDE, 1, -1)
    return np.ascontiguousarray(np.moveaxis(kernel[:, :, 0], -1, 0), np.float32)


def learning_rate(
    settings: RunSettings, batches_per_epoch: int
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """Return the learning rate, or what it does over the run."""
    if settings.schedule is Schedule.CONSTANT:
        return settings.learning_rate
    steps = settings.epochs * batches_per_epoch
    rising = max(1, int(RISING_SHARE * steps))
    return keras.optimizers.schedules.CosineDecay(
        settings.learning_rate * FIRST_SHARE,
        decay_steps=max(1, steps - rising),
        alpha=LAST_SHARE,
        warmup_target=settings.learning_rate,
        warmup_steps=rising,
    )


def _layer(layer: Layer) -> keras.layers.Layer:
    return getattr(keras.layers, layer.kind)(**layer.arguments)
