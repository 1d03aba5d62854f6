"""Shapes, parameter counts and impossible networks agree with Keras."""

import inspect

import keras
import pytest

from core.archive import keras_config
from core.errors import ImpossibleNetwork, NetworkError, WorkUnreadable
from core.settings.layers import LAYER_KINDS, POOLINGS, Kind, Layer
from core.settings.network import (
    ACTIVATION,
    BATCH_NORM,
    KERNELS,
    MOST_PARAMETERS,
    Block,
    NetworkSpec,
)
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.training import keras_model
from tests.support.networks import chance_spec

pytestmark = pytest.mark.tensorflow


def spec(blocks="none", dense="none", **rest):
    """Return a network from its text in a link."""
    return NetworkSpec(network_blocks(blocks), dense_layers(dense), **rest)


def network_blocks(text):
    """Return ``32x3p-64x5`` as blocks."""
    return tuple(Block.parse(part) for part in text.split("-") if part != "none")


def dense_layers(text):
    """Return ``128-64`` as units."""
    return tuple(int(part) for part in text.split("-") if part != "none")


POSSIBLE = [
    *(apply(preset, RunSettings()).network for preset in Preset),
    *(spec(f"8x{kernel}p", "32") for kernel in KERNELS),
    *(spec(f"8x7{letter}-8x3{letter}", "16", dropout=25) for letter in POOLINGS),
    *(spec(f"8x{kernel}", "16", batch_norm=True) for kernel in KERNELS),
    spec(),
    spec(dropout=70),
    spec(dense="512-256-128"),
    spec(dense="64", batch_norm=True, dropout=50),
    spec("4x3"),
    spec("16x5p", activation="elu", dropout=5),
    spec("4x3p-8x3p-16x3p"),
    spec("4x3-8x5-16x7-32x3", "64", activation="tanh"),
    spec("4x7p-8x7-16x5", activation="sigmoid", batch_norm=True),
]
IMPOSSIBLE = [
    spec("4x3p-4x3p-4x3p-4x3"),
    spec("4x3p-4x3p-4x3p-4x7p", "16", batch_norm=True),
    spec("4x3p-4x3p-4x5p"),
    spec("4x7p-4x7-4x7p", dropout=20),
    spec("4x3p-4x3p-4x7"),
]
CHANCE = [chance_spec(seed) for seed in range(30)]


def reference(chosen):
    """Build a network in Keras directly from the visitor's choices."""

    def hidden(layer, number):
        if not chosen.batch_norm:
            return [layer(number, activation=chosen.activation)]
        normalise = keras.layers.BatchNormalization()
        return [layer(number), normalise, keras.layers.Activation(chosen.activation)]

    made = [keras.Input((28, 28, 1))]
    for block in chosen.blocks:
        made += hidden(
            lambda filters, kernel=block.kernel, **rest: keras.layers.Conv2D(
                filters, kernel, **rest
            ),
            block.filters,
        )
        if block.pooling is not None:
            made.append(getattr(keras.layers, block.pooling)(2))
    made.append(keras.layers.Flatten())
    for units in chosen.dense:
        made += hidden(keras.layers.Dense, units)
    made += [keras.layers.Dropout(chosen.dropout / 100)] * bool(chosen.dropout)
    return keras.Sequential([*made, keras.layers.Dense(10, activation="softmax")])


def described(model):
    """Return the class, output shape and parameters of each layer."""
    return [
        (type(layer).__name__, layer.output.shape[1:], layer.count_params())
        for layer in model.layers
    ]


def names(chosen):
    """Return a network's name for a test's title."""
    return (
        f"{chosen.write_blocks()},{chosen.write_dense()},{chosen.activation},"
        f"{chosen.batch_norm},{chosen.dropout}"
    )


@pytest.mark.parametrize(
    "chosen",
    [*POSSIBLE, *(chosen for chosen in CHANCE if chosen.plan().error is None)],
    ids=names,
)
def test_layers_shapes_and_counts_are_those_of_keras(chosen):
    layers = chosen.layers()
    expected = [(layer.kind, layer.shape, layer.parameters) for layer in layers]
    model = keras_model.layers(chosen)
    assert described(model) == expected
    assert described(reference(chosen)) == expected
    assert model.count_params() == chosen.plan().parameters


@pytest.mark.parametrize("kind", Kind)
def test_the_arguments_of_a_kind_are_those_of_keras_in_their_order(kind):
    layer = Layer(kind, (8, 8, 3), units=4, window=2, activation="relu", share=50)
    ours = list(layer.arguments)
    theirs = list(inspect.signature(getattr(keras.layers, kind).__init__).parameters)
    positional = LAYER_KINDS[kind].positional
    assert ours[:positional] == theirs[1 : 1 + len(ours[:positional])]
    assert set(ours) <= set(theirs)


@pytest.mark.parametrize("chosen", POSSIBLE, ids=names)
def test_a_network_is_recognised_in_the_description_that_keras_writes(chosen):
    described_by_keras = keras_model.layers(chosen).to_json().encode()
    assert keras_config.settings_of(described_by_keras).network == chosen


def test_a_network_with_another_step_is_not_recognised():
    description = keras_model.layers(spec("8x3p", "32")).to_json()
    assert description.count('"strides": [2, 2]') == 1
    forged = description.replace('"strides": [2, 2]', '"strides": [1, 1]')
    with pytest.raises(WorkUnreadable):
        keras_config.settings_of(forged.encode())


@pytest.mark.parametrize(
    "chosen",
    [
        *IMPOSSIBLE,
        *(
            chosen
            for chosen in CHANCE
            if isinstance(chosen.plan().error, ImpossibleNetwork)
        ),
    ],
    ids=names,
)
def test_keras_cannot_build_what_is_called_impossible(chosen):
    with pytest.raises(ValueError, match=r"output size|negative|zero"):
        reference(chosen)
    with pytest.raises(NetworkError):
        keras_model.layers(chosen)


def test_some_networks_of_chance_can_be_built_and_some_cannot():
    errors = {type(chosen.plan().error).__name__ for chosen in CHANCE}
    assert errors >= {"NoneType", "ImpossibleNetwork"}


def test_a_network_that_is_too_big_has_as_many_parameters_as_keras_would_make():
    chosen = spec("64x3", "128")
    model = reference(chosen)
    assert model.count_params() == chosen.plan().parameters > MOST_PARAMETERS


@pytest.mark.parametrize("activation", ACTIVATION.values)
@pytest.mark.parametrize("batch_norm", BATCH_NORM.values)
def test_the_activation_stands_after_each_hidden_layer(activation, batch_norm):
    chosen = spec("4x3p", "16", activation=activation, batch_norm=batch_norm)
    used = [
        layer.activation.__name__
        for layer in keras_model.layers(chosen).layers
        if hasattr(layer, "activation")
    ]
    applied = [name for name in used if name != "linear"]
    assert applied == [activation, activation, "softmax"]


def test_dropout_silences_the_part_that_was_chosen():
    dropout = keras_model.layers(spec(dense="16", dropout=35)).layers[-2]
    assert dropout.rate == 0.35
