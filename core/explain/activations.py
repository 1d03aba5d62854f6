"""What every layer of a network makes of one digit, read out of its LiteRT file."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from numpy.typing import NDArray

from core import paths
from core.prediction import KEPT_NETWORKS
from core.settings.layers import (
    KIND_OF_OPERATION,
    LAYER_KINDS,
    POOL,
    Kind,
    Operation,
)
from core.settings.network import SIDE
from core.single_flight import single_flight


@dataclass(frozen=True, eq=False)
class LayerActivation:
    """A layer and what it gives for one digit.

    Attributes:
        operation: What it does.
        values: (height, width, channels) or (units,) float32, after its activation.
        given: What reached it, of the same kinds of shape.
        weights: Of a convolution (filters, height, width, channels), of a dense layer
            (units, inputs); None where it has none. LiteRT has multiplied a batch
            normalisation into them.
        biases: (filters,) or (units,); None where it has none.
    """

    operation: Operation
    values: NDArray[np.float32]
    given: NDArray[np.float32]
    weights: NDArray[np.float32] | None
    biases: NDArray[np.float32] | None

    @property
    def kind(self) -> Kind | None:
        """Kind of layer that LiteRT runs so; None for an activation of its own."""
        return KIND_OF_OPERATION.get(self.operation)


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """How one pixel of a feature map comes about.

    Attributes:
        patch: What the window covers, (height, width, channels) float32.
        weights: Of the filter, the same shape; None where there is none.
        bias: Added to the products; 0 without a filter.
        total: The sum before the activation; of a pooling, what it makes of the
            patch; of an activation that is a layer of its own, what it was given.
        value: What the map has there.
    """

    patch: NDArray[np.float32]
    weights: NDArray[np.float32] | None
    bias: float
    total: float
    value: float


@dataclass(frozen=True, eq=False)
class Neuron:
    """How the number of one neuron of a dense layer comes about.

    Attributes:
        products: What reached it times its weights, (inputs,) float32.
        bias: Added to them.
        total: The sum before the activation.
        value: What the layer gives there.
    """

    products: NDArray[np.float32]
    bias: float
    total: float
    value: float

    def strongest(self, count: int) -> NDArray[np.intp]:
        """Return the places of the largest products, below 0 or above, in order."""
        return np.argsort(-np.abs(self.products), kind="stable")[:count]


class ActivationReader:
    """A network that shows all of its layers; safe to share between threads."""

    def __init__(self, model: bytes) -> None:
        """Build it from the bytes of a LiteRT file.

        LiteRT keeps the result of each operation if asked to, and then runs without
        its faster kernels: 0.2 ms for the article's network in place of 0.1.
        """
        self._interpreter = Interpreter(
            model_content=model,
            num_threads=1,
            experimental_preserve_all_tensors=True,
            experimental_op_resolver_type=(
                OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
            ),
        )
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._lock = threading.Lock()
        # The only way to learn what belongs to what: pinned with the package.
        self._operations = [
            entry
            for entry in self._interpreter._get_ops_details()  # noqa: SLF001  LiteRT has no other
            if entry["op_name"] in set(Operation)
        ]

    def layers(self, image: NDArray[np.float32]) -> tuple[LayerActivation, ...]:
        """Return what each layer gives, from the first.

        Args:
            image: (28, 28) float32 in [0, 1], ink bright.

        Returns:
            The layers up to the ten probabilities, the last.
        """
        with self._lock:
            self._interpreter.set_tensor(
                self._input, image.reshape(1, SIDE, SIDE, 1).astype(np.float32)
            )
            self._interpreter.invoke()
            every = [self._activated(entry) for entry in self._operations]
        # A network that refuses has a second answer behind the first.
        last = next(
            place
            for place, layer in enumerate(every)
            if layer.operation is Operation.SOFTMAX
        )
        return tuple(every[: last + 1])

    def _activated(self, entry: dict[str, Any]) -> LayerActivation:
        given, *numbers = [int(index) for index in entry["inputs"]]
        weights = biases = None
        if numbers:
            weights = self._tensor(numbers[0])
            # LiteRT leaves out biases that are all 0.
            biases = (
                self._tensor(numbers[1])
                if numbers[1] >= 0
                else np.zeros(len(weights), np.float32)
            )
        return LayerActivation(
            Operation(entry["op_name"]),
            self._values(int(entry["outputs"][0])),
            self._values(given),
            weights,
            biases,
        )

    def _values(self, index: int) -> NDArray[np.float32]:
        values: NDArray[np.float32] = self._tensor(index)[0]
        return values

    def _tensor(self, index: int) -> NDArray[np.float32]:
        values: NDArray[np.float32] = self._interpreter.get_tensor(index)
        return values


def multiplications(layers: Sequence[LayerActivation]) -> int:
    """Return how many multiplications take one image through these layers."""
    return sum(
        layer.weights.size * layer.values[..., 0].size
        for layer in layers
        if layer.weights is not None
    )


def arithmetic(
    layer: LayerActivation, row: int, column: int, channel: int
) -> Arithmetic:
    """Work out one pixel of a map.

    Args:
        layer: It gives maps.
        row: Of the pixel in the map.
        column: Of the pixel in the map.
        channel: Which map.
    """
    value = float(layer.values[row, column, channel])
    if layer.weights is None:
        reduce = None if layer.kind is None else LAYER_KINDS[layer.kind].reduce
        side = 1 if reduce is None else POOL
        patch = layer.given[
            side * row : side * (row + 1),
            side * column : side * (column + 1),
            channel : channel + 1,
        ]
        total = patch.item() if reduce is None else reduce(patch.ravel().tolist())
        return Arithmetic(patch, None, 0.0, float(total), value)
    weights = layer.weights[channel]
    height, width = weights.shape[:2]
    # Where the maps are as large as what reached the layer, it was padded with zeros.
    border = (height - 1) // 2 if layer.given.shape[0] == layer.values.shape[0] else 0
    padded = np.pad(layer.given, ((border, border), (border, border), (0, 0)))
    patch = padded[row : row + height, column : column + width]
    assert layer.biases is not None
    bias = float(layer.biases[channel])
    total = float(np.sum(patch * weights)) + bias
    return Arithmetic(patch, weights, bias, total, value)


def neuron(layer: LayerActivation, unit: int) -> Neuron:
    """Work out one neuron.

    Args:
        layer: A dense one.
        unit: Which of its neurons.
    """
    assert layer.weights is not None
    assert layer.biases is not None
    products = layer.given * layer.weights[unit]
    bias = float(layer.biases[unit])
    return Neuron(
        products, bias, float(np.sum(products)) + bias, float(layer.values[unit])
    )


def exponentials(softmax: LayerActivation) -> tuple[Decimal, ...]:
    """Return e to the power of each number that reached a softmax.

    Each one's share of their sum is what softmax gives. A float ends at e to the 709.
    """
    return tuple(Decimal(float(value)).exp() for value in softmax.given)


@single_flight(KEPT_NETWORKS)
def load_cached(path: Path) -> ActivationReader:
    """Load a network, or return it from memory where it was used lately.

    Raises:
        NetworkGone: There is no such file.
    """
    return ActivationReader(paths.read_network(path))
