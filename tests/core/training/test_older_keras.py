"""A ``.keras`` file has nothing in it that Keras 3.10 refuses."""

import io
import json
import zipfile
from dataclasses import replace
from itertools import cycle

import keras
import numpy as np
import pytest

from core.archive.keras_config import OLDEST_KERAS
from core.settings.layers import POOLINGS
from core.settings.network import Block, NetworkSpec
from core.settings.run import Optimizer, RunSettings, Schedule
from core.training import keras_model, model_file, older_keras

pytestmark = pytest.mark.tensorflow

# The arguments of each class in Keras 3.10.0, from its source.
LAYER = "name trainable dtype autocast activity_regularizer"
WEIGHTS = (
    f"{LAYER} activation use_bias kernel_initializer bias_initializer "
    "kernel_regularizer bias_regularizer kernel_constraint bias_constraint"
)
POOLING = f"{LAYER} pool_size strides padding data_format"
OPTIMIZER = (
    "name learning_rate weight_decay clipnorm clipvalue global_clipnorm use_ema "
    "ema_momentum ema_overwrite_frequency loss_scale_factor "
    "gradient_accumulation_steps"
)
KNOWN = {
    "Conv2D": f"{WEIGHTS} filters kernel_size strides padding data_format "
    "dilation_rate groups",
    "Dense": f"{WEIGHTS} units lora_rank lora_alpha",
    "BatchNormalization": f"{LAYER} axis momentum epsilon center scale "
    "beta_initializer gamma_initializer moving_mean_initializer "
    "moving_variance_initializer beta_regularizer gamma_regularizer "
    "beta_constraint gamma_constraint synchronized",
    "MaxPooling2D": POOLING,
    "AveragePooling2D": POOLING,
    "Activation": f"{LAYER} activation",
    "Flatten": f"{LAYER} data_format",
    "Dropout": f"{LAYER} rate noise_shape seed",
    "InputLayer": "name shape batch_size dtype sparse ragged batch_shape "
    "input_tensor optional",
    # It reads its configuration by itself.
    "Sequential": "name trainable dtype layers build_input_shape",
    "GlorotUniform": "seed",
    "HeNormal": "seed",
    "Zeros": "",
    "Ones": "",
    "DTypePolicy": "name",
    "Adam": f"{OPTIMIZER} beta_1 beta_2 epsilon amsgrad",
    "SGD": f"{OPTIMIZER} momentum nesterov",
    "RMSprop": f"{OPTIMIZER} rho momentum epsilon centered",
    "CosineDecay": "name initial_learning_rate decay_steps alpha warmup_target "
    "warmup_steps",
}


def models():
    """Yield a model for each optimiser and schedule, with every kind of layer."""
    poolings = cycle(POOLINGS.values())
    for optimizer in Optimizer:
        for schedule in Schedule:
            blocks = tuple(Block(8, 3, next(poolings)) for _ in range(2))
            network = NetworkSpec(blocks, (16,), batch_norm=True, dropout=25)
            yield keras_model.build(
                replace(
                    RunSettings(),
                    network=network,
                    optimizer=optimizer,
                    schedule=schedule,
                ),
                10,
            )


def arguments(value):
    """Yield the class and the name of each argument in a configuration."""
    if isinstance(value, dict):
        if "class_name" in value:
            for name in value["config"]:
                yield value["class_name"], name
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from arguments(part)


def config(keras_file):
    """Return the configuration in a ``.keras`` file."""
    with zipfile.ZipFile(io.BytesIO(keras_file)) as file:
        return json.loads(file.read(older_keras.CONFIG))


def test_the_pages_name_the_version_that_is_tested():
    assert OLDEST_KERAS == "3.10"


def test_a_file_has_no_argument_that_keras_3_10_does_not_know():
    seen = set()
    for model in models():
        for kind, name in arguments(config(model_file.keras_file(model))):
            seen.add(kind)
            assert name in KNOWN[kind].split(), f"{kind}: {name}"
    assert {"Conv2D", "Dense", "BatchNormalization", "Dropout", "Adam"} <= seen


def test_what_our_keras_reads_is_the_same_model(tmp_path):
    path = tmp_path / "network.keras"
    images = np.random.default_rng(5).random((4, 28, 28, 1), np.float32)
    for model in models():
        # As a training does: an optimiser has no numbers before.
        model.optimizer.build(model.trainable_variables)
        path.write_bytes(model_file.keras_file(model))
        found = keras.saving.load_model(path)
        assert type(found.optimizer) is type(model.optimizer)
        assert [type(layer) for layer in found.layers] == [
            type(layer) for layer in model.layers
        ]
        np.testing.assert_allclose(found(images), model(images), atol=1e-6)


def test_an_argument_that_is_not_the_default_stays(tmp_path):
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.BatchNormalization(renorm=True)]
    )
    model.save(tmp_path / "network.keras")
    cleaned = older_keras.without_new_arguments(
        (tmp_path / "network.keras").read_bytes()
    )
    found = set(arguments(config(cleaned)))
    assert ("BatchNormalization", "renorm") in found
    assert ("BatchNormalization", "renorm_momentum") not in found
