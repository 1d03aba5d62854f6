"""A network as a visitor composes it: its layers, their shapes and parameter counts.

Nothing here needs Keras: `core.training.keras_model` builds the same layers in Keras,
and the tests compare the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from core.errors import (
    ImpossibleNetwork,
    NetworkError,
    NetworkTooBig,
    SettingUnknown,
)
from core.settings.datasets import MNIST
from core.settings.layers import LAYER_KINDS, POOL, POOLINGS, Kind, Layer, Shape
from core.settings.options import Choice, EnumOption, FlagOption, NumberOption

# Of every data set; a test says so.
SIDE = MNIST.side
CLASSES = MNIST.classes
FILTERS = (4, 8, 16, 32, 64)
KERNELS = (3, 5, 7)
UNITS = (16, 32, 64, 128, 256, 512)
MOST_BLOCKS = 4
MOST_DENSE = 3
# Adam keeps three numbers for each parameter and the gradient is a fourth: 5 million
# take 80 MB in training, and 60 MB as a file to download.
MOST_PARAMETERS = 5_000_000

ACTIVATION = EnumOption(
    "activation", "network_activation", ("relu", "tanh", "sigmoid", "elu"), "relu"
)
BATCH_NORM = FlagOption("batch_norm", "network_batch_norm", default=False)
DROPOUT = NumberOption("dropout", "network_dropout", range(0, 75, 5), 0)
CHOICES: tuple[Choice, ...] = (ACTIVATION, BATCH_NORM, DROPOUT)
BLOCKS_KEY = "network_blocks"
DENSE_KEY = "network_dense"
NONE = "none"
EXAMPLE_BLOCKS = ("32x3p-64x3", "16x5", NONE)
EXAMPLE_DENSE = ("128-64", "128", NONE)
# Characters; no allowed list has more.
LONGEST_LIST = 40


@dataclass(frozen=True)
class Block:
    """A convolution, and the pooling after it where there is one.

    Attributes:
        filters: How many patterns it looks for.
        kernel: Side of the window that it looks through, in pixels.
        pooling: Which kind of pooling halves the pictures afterwards; None for none.
    """

    filters: int
    kernel: int
    pooling: Kind | None = None

    def write(self) -> str:
        """Spell it for a link: ``32x3p``; without pooling ``32x3``."""
        letter = "" if self.pooling is None else LAYER_KINDS[self.pooling].letter
        return f"{self.filters}x{self.kernel}{letter}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Undo `write`.

        Raises:
            ValueError: It does not read like a block.
        """
        pooling = POOLINGS.get(text[-1:])
        filters, _, kernel = (text if pooling is None else text[:-1]).partition("x")
        return cls(int(filters), int(kernel), pooling)


@dataclass(frozen=True)
class Plan:
    """The layers of a network, as far as they can be built.

    Attributes:
        layers: From the first; all of them where there is no error.
        error: Why it goes no further, or is not to be trained.
    """

    layers: tuple[Layer, ...]
    error: NetworkError | None = None

    @property
    def parameters(self) -> int:
        """All parameters, those that training does not touch included."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiplications(self) -> int:
        """Multiplications in one image's way through the network."""
        return sum(layer.multiplications for layer in self.layers)


@dataclass(frozen=True)
class NetworkSpec:
    """A network from 28×28 pixels to ten probabilities.

    Attributes:
        blocks: Convolutions, from the first.
        dense: Units of each hidden dense layer, from the first.
        activation: After each convolution and each hidden dense layer.
        batch_norm: Whether there is batch normalisation before each activation.
        dropout: After the last hidden layer, in percent of its numbers.
    """

    blocks: tuple[Block, ...] = (Block(32, 3, Kind.MAX_POOLING),)
    dense: tuple[int, ...] = (128,)
    activation: str = ACTIVATION.default
    batch_norm: bool = BATCH_NORM.default
    dropout: int = DROPOUT.default

    def __post_init__(self) -> None:
        for choice in CHOICES:
            choice.check(getattr(self, choice.name))
        if len(self.blocks) > MOST_BLOCKS or not all(
            block.filters in FILTERS
            and block.kernel in KERNELS
            and block.pooling in (None, *POOLINGS.values())
            for block in self.blocks
        ):
            raise SettingUnknown("blocks", self.write_blocks(), EXAMPLE_BLOCKS)
        if len(self.dense) > MOST_DENSE or not set(self.dense) <= set(UNITS):
            raise SettingUnknown("dense", self.write_dense(), EXAMPLE_DENSE)

    def write_blocks(self) -> str:
        """Spell the blocks for a link: ``32x3p-64x3``."""
        return "-".join(block.write() for block in self.blocks) or NONE

    def write_dense(self) -> str:
        """Spell the hidden dense layers for a link: ``128-64``."""
        return "-".join(str(units) for units in self.dense) or NONE

    def plan(self) -> Plan:
        """Return its layers, and what is wrong with them where something is."""
        layers: list[Layer] = []
        try:
            for layer in self._layers():
                layers.append(layer)
        except ImpossibleNetwork as error:
            return Plan(tuple(layers), error)
        plan = Plan(tuple(layers))
        if plan.parameters > MOST_PARAMETERS:
            return Plan(plan.layers, NetworkTooBig(plan.parameters, MOST_PARAMETERS))
        return plan

    def layers(self) -> tuple[Layer, ...]:
        """Return its layers.

        Raises:
            NetworkError: It cannot be built, or is too big.
        """
        plan = self.plan()
        if plan.error is not None:
            raise plan.error
        return plan.layers

    def _layers(self) -> Iterator[Layer]:
        shape: Shape = (SIDE, SIDE, 1)
        for index, block in enumerate(self.blocks):
            convolution = _fitting(
                Layer(
                    Kind.CONVOLUTION,
                    shape,
                    block=index,
                    units=block.filters,
                    window=block.kernel,
                )
            )
            yield from self._hidden(convolution)
            shape = convolution.shape
            if block.pooling is not None:
                pooling = _fitting(Layer(block.pooling, shape, index, window=POOL))
                yield pooling
                shape = pooling.shape
        flatten = Layer(Kind.FLATTEN, shape)
        yield flatten
        shape = flatten.shape
        for units in self.dense:
            dense = Layer(Kind.DENSE, shape, units=units)
            yield from self._hidden(dense)
            shape = dense.shape
        if self.dropout:
            yield Layer(Kind.DROPOUT, shape, share=self.dropout)
        yield Layer(Kind.DENSE, shape, units=CLASSES, activation="softmax")

    def _hidden(self, layer: Layer) -> Iterator[Layer]:
        """Yield a layer with its activation, and batch normalisation between them."""
        if not self.batch_norm:
            yield replace(layer, activation=self.activation)
            return
        yield layer
        yield Layer(Kind.BATCH_NORM, layer.shape, layer.block)
        yield Layer(
            Kind.ACTIVATION, layer.shape, layer.block, activation=self.activation
        )


def _fitting(layer: Layer) -> Layer:
    """Return a layer whose window fits into the pictures that reach it.

    Raises:
        ImpossibleNetwork: The window is larger than they are.
    """
    side = layer.given[0]
    if layer.window > side:
        assert layer.block is not None
        raise ImpossibleNetwork(layer.block, layer.kind, side, layer.window)
    return layer


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Read the blocks from a link, ``32x3p-64x3`` or ``none``.

    Raises:
        SettingUnknown: It does not read like blocks, or not like allowed ones.
    """
    parts = [] if text == NONE else text[:LONGEST_LIST].split("-")
    try:
        blocks = tuple(Block.parse(part) for part in parts)
    except ValueError:
        raise SettingUnknown("blocks", text[:LONGEST_LIST], EXAMPLE_BLOCKS) from None
    return NetworkSpec(blocks=blocks).blocks


def parse_dense(text: str) -> tuple[int, ...]:
    """Read the hidden dense layers from a link, ``128-64`` or ``none``.

    Raises:
        SettingUnknown: It does not read like them, or not like allowed ones.
    """
    parts = [] if text == NONE else text[:LONGEST_LIST].split("-")
    try:
        dense = tuple(int(part) for part in parts)
    except ValueError:
        raise SettingUnknown("dense", text[:LONGEST_LIST], EXAMPLE_DENSE) from None
    return NetworkSpec(dense=dense).dense
