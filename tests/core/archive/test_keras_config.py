"""The settings of a ``.keras`` file are read from its JSON, or it is refused.

`tests/core/training/test_keras_model.py` reads what Keras itself writes.
"""

import copy
import json

import pytest

from core.archive import keras_config
from core.errors import WorkUnreadable
from core.settings.layers import Kind
from core.settings.network import Block, NetworkSpec
from core.settings.run import Loss, Optimizer, RunSettings

# As Keras 3 describes a network of one block and a dense layer; what it also writes and
# nobody reads is left out.
LAYERS = [
    ("InputLayer", {"batch_shape": [None, 28, 28, 1], "dtype": "float32"}),
    (
        "Conv2D",
        {
            "filters": 8,
            "kernel_size": [3, 3],
            "strides": [1, 1],
            "padding": "valid",
            "data_format": "channels_last",
            "dilation_rate": [1, 1],
            "groups": 1,
            "activation": "relu",
            "use_bias": True,
        },
    ),
    (
        "AveragePooling2D",
        {"pool_size": [2, 2], "padding": "valid", "strides": [2, 2]},
    ),
    ("Flatten", {"data_format": "channels_last"}),
    ("Dense", {"units": 32, "activation": "relu", "use_bias": True}),
    ("Dropout", {"rate": 0.25, "seed": None}),
    ("Dense", {"units": 10, "activation": "softmax", "use_bias": True}),
]
COMPILED = {
    "optimizer": {
        "class_name": "SGD",
        # A float32 of Keras's, not Python's 0.1.
        "config": {"learning_rate": 0.10000000149011612},
    },
    "loss": "mean_squared_error",
}
SPEC = NetworkSpec((Block(8, 3, Kind.AVERAGE_POOLING),), (32,), "relu", dropout=25)


def described(layers=LAYERS, compiled=None):
    """Return the JSON of a ``.keras`` file."""
    listed = [{"class_name": kind, "config": config} for kind, config in layers]
    return json.dumps(
        {"config": {"layers": listed}, "compile_config": compiled}
    ).encode()


def test_the_network_and_how_it_was_trained_are_read():
    found = keras_config.settings_of(described(compiled=COMPILED))
    assert found.network == SPEC
    assert (found.optimizer, found.loss) == (Optimizer.SGD, Loss.SQUARED_ERROR)
    assert found.learning_rate == 0.1


@pytest.mark.parametrize(
    "compiled",
    [
        None,
        {"optimizer": {"class_name": "Lion", "config": {}}, "loss": "hinge"},
        {
            "optimizer": {
                "class_name": "Adam",
                "config": {"learning_rate": {"class_name": "CosineDecay"}},
            }
        },
    ],
    ids=["not compiled", "of another kind", "a schedule"],
)
def test_what_no_slider_expresses_has_its_default(compiled):
    found = keras_config.settings_of(described(compiled=compiled))
    assert found == RunSettings(network=SPEC)


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        (1, "filters", 7),
        (1, "padding", "same"),
        (1, "groups", 2),
        (1, "kernel_size", [3, 5]),
        (2, "strides", [1, 1]),
        (4, "units", 33),
        (4, "activation", "tanh"),
        (4, "use_bias", False),
        (5, "rate", 0.251),
        (6, "units", 11),
        (6, "activation", "relu"),
    ],
)
def test_a_network_that_no_sliders_make_is_refused(place, name, value):
    layers = copy.deepcopy(LAYERS)
    layers[place][1][name] = value
    with pytest.raises(WorkUnreadable):
        keras_config.settings_of(described(layers))


# Without its pooling, its dense layer or its dropout it is another network of ours.
@pytest.mark.parametrize("place", [1, 3, 6])
def test_a_layer_too_few_is_refused(place):
    with pytest.raises(WorkUnreadable):
        keras_config.settings_of(described(LAYERS[:place] + LAYERS[place + 1 :]))


@pytest.mark.parametrize("place", range(1, len(LAYERS) + 1))
def test_a_layer_too_many_is_refused(place):
    evil = ("Lambda", {"function": "evil"})
    with pytest.raises(WorkUnreadable):
        keras_config.settings_of(described([*LAYERS[:place], evil, *LAYERS[place:]]))


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"null", b"[" * 100_000, b'{"config": {"layers": [1]}}']
)
def test_what_is_no_description_is_refused(text):
    with pytest.raises(WorkUnreadable):
        keras_config.settings_of(text)


@pytest.mark.parametrize("momentum", [0.99, 0.9])
def test_batch_normalisation_of_an_earlier_version_is_recognised(momentum):
    step = {"strides": [1, 1], "activation": "linear"}
    parts: list[tuple[str, dict[str, object]]] = [
        ("Conv2D", {"kernel_size": [3, 3], "filters": 8, **step}),
        ("BatchNormalization", {"momentum": momentum}),
        ("Activation", {"activation": "relu"}),
    ]
    layers = [LAYERS[0], *parts, LAYERS[3], LAYERS[6]]
    found = keras_config.settings_of(described(layers))
    assert found.network == NetworkSpec((Block(8, 3),), (), batch_norm=True)
