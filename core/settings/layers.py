"""The kinds of layers that a network is made of: one entry for each.

Everything that differs from kind to kind is asked of `LAYER_KINDS`; the words, the
icon and the picture of each stand in `core.ui.network.layer_kinds`. Nothing here needs
Keras, whose own layers are what the tests compare these with.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod
from statistics import fmean

# Side of the window of a pooling, and its step, in pixels.
POOL = 2
# What batch normalisation keeps of its averages at each batch. Keras's 0.99 takes
# hundreds of batches to forget how the network began: after two epochs of 10,000
# images, a network that reads 98 % read 85 %.
MOMENTUM = 0.9

Shape = tuple[int, ...]
Argument = int | float | str | tuple[int, ...] | None


class Kind(StrEnum):
    """What a layer does; the value is its class in Keras."""

    CONVOLUTION = "Conv2D"
    BATCH_NORM = "BatchNormalization"
    ACTIVATION = "Activation"
    MAX_POOLING = "MaxPooling2D"
    AVERAGE_POOLING = "AveragePooling2D"
    FLATTEN = "Flatten"
    DENSE = "Dense"
    DROPOUT = "Dropout"


class Operation(StrEnum):
    """What a layer does in a LiteRT file; the value is LiteRT's name."""

    CONVOLUTION = "CONV_2D"
    MAX_POOLING = "MAX_POOL_2D"
    AVERAGE_POOLING = "AVERAGE_POOL_2D"
    DENSE = "FULLY_CONNECTED"
    SOFTMAX = "SOFTMAX"
    RELU = "RELU"
    TANH = "TANH"
    SIGMOID = "LOGISTIC"
    ELU = "ELU"


@dataclass(frozen=True)
class Layer:
    """One layer of a network.

    Attributes:
        kind: What it does.
        given: Shape of what reaches it for one image, (height, width, channels) or
            (units,).
        block: Index of the convolution block that it belongs to; None outside them.
        units: Filters of a convolution, neurons of a dense layer; else 0.
        window: Side of the window of a convolution or a pooling, in pixels; else 0.
        activation: Keras's name of the function applied to its output; else None.
        share: Part of the numbers that a dropout silences, in percent; else 0.
    """

    kind: Kind
    given: Shape
    block: int | None = None
    units: int = 0
    window: int = 0
    activation: str | None = None
    share: int = 0

    @property
    def shape(self) -> Shape:
        """Shape of its output for one image, of the same two kinds as `given`."""
        return LAYER_KINDS[self.kind].output_shape(self)

    @property
    def parameters(self) -> int:
        """Count of its parameters, those that training does not touch included."""
        return LAYER_KINDS[self.kind].parameters(self)

    @property
    def multiplications(self) -> int:
        """Count of its multiplications for one image."""
        return LAYER_KINDS[self.kind].multiplications(self)

    @property
    def arguments(self) -> Mapping[str, Argument]:
        """Arguments of its class in Keras, by name."""
        return LAYER_KINDS[self.kind].arguments(self)


@dataclass(frozen=True)
class LayerKind:
    """What differs from one kind of layer to the next.

    Attributes:
        output_shape: Returns the shape of a layer's output for one image.
        parameters: Returns how many parameters a layer has.
        multiplications: Returns how many multiplications a layer makes for one image.
        arguments: Returns the arguments of a layer's class in Keras, in their order;
            None is Keras's own default.
        positional: How many of the arguments exported Python gives without a name.
        config: What Keras's description of every such layer must hold besides.
        of_training: Which of the arguments change how a layer learns, and not what it
            answers: a file of an earlier version may have others.
        operation: By which such a layer is recognised in a LiteRT file; None where it
            leaves no operation of its own there.
        letter: How a link spells such a pooling, one letter; empty for what is no
            pooling.
        reduce: Of a pooling: what it makes of the numbers in its window.
        has_filters: Whether it has filters that can be switched off one by one.
    """

    output_shape: Callable[[Layer], Shape] = lambda layer: layer.given
    parameters: Callable[[Layer], int] = lambda _: 0
    multiplications: Callable[[Layer], int] = lambda _: 0
    arguments: Callable[[Layer], Mapping[str, Argument]] = lambda _: {}
    positional: int = 1
    config: Mapping[str, object] = field(default_factory=dict)
    of_training: frozenset[str] = frozenset()
    operation: Operation | None = None
    letter: str = ""
    reduce: Callable[[Iterable[float]], float] | None = None
    has_filters: bool = False


def _convolved(layer: Layer) -> Shape:
    side = layer.given[0] - layer.window + 1
    return side, side, layer.units


def _pooled(layer: Layer) -> Shape:
    side = layer.given[0] // layer.window
    return side, side, layer.given[-1]


def _filter_weights(layer: Layer) -> int:
    return layer.window**2 * layer.given[-1] * layer.units


def _pooling(
    operation: Operation, letter: str, reduce: Callable[[Iterable[float]], float]
) -> LayerKind:
    return LayerKind(
        output_shape=_pooled,
        arguments=lambda layer: {"pool_size": (layer.window, layer.window)},
        config={"strides": [POOL, POOL]},
        operation=operation,
        letter=letter,
        reduce=reduce,
    )


LAYER_KINDS: Mapping[Kind, LayerKind] = {
    Kind.CONVOLUTION: LayerKind(
        output_shape=_convolved,
        parameters=lambda layer: _filter_weights(layer) + layer.units,
        multiplications=lambda layer: _filter_weights(layer) * layer.shape[0] ** 2,
        arguments=lambda layer: {
            "filters": layer.units,
            "kernel_size": (layer.window, layer.window),
            "activation": layer.activation,
        },
        positional=2,
        config={"strides": [1, 1]},
        operation=Operation.CONVOLUTION,
        has_filters=True,
    ),
    Kind.BATCH_NORM: LayerKind(
        # A scale, an offset, and the mean and variance that it keeps for answering.
        parameters=lambda layer: 4 * layer.given[-1],
        arguments=lambda _: {"momentum": MOMENTUM},
        positional=0,
        of_training=frozenset({"momentum"}),
    ),
    Kind.ACTIVATION: LayerKind(
        arguments=lambda layer: {"activation": layer.activation},
    ),
    Kind.MAX_POOLING: _pooling(Operation.MAX_POOLING, "p", max),
    Kind.AVERAGE_POOLING: _pooling(Operation.AVERAGE_POOLING, "a", fmean),
    Kind.FLATTEN: LayerKind(output_shape=lambda layer: (prod(layer.given),)),
    Kind.DENSE: LayerKind(
        output_shape=lambda layer: (layer.units,),
        parameters=lambda layer: (layer.given[0] + 1) * layer.units,
        multiplications=lambda layer: layer.given[0] * layer.units,
        arguments=lambda layer: {
            "units": layer.units,
            "activation": layer.activation,
        },
        operation=Operation.DENSE,
    ),
    Kind.DROPOUT: LayerKind(arguments=lambda layer: {"rate": layer.share / 100}),
}
# The kinds of pooling that a block can end with, by their letter in a link.
POOLINGS: Mapping[str, Kind] = {
    entry.letter: kind for kind, entry in LAYER_KINDS.items() if entry.letter
}
KIND_OF_OPERATION: Mapping[Operation, Kind] = {
    entry.operation: kind for kind, entry in LAYER_KINDS.items() if entry.operation
}
