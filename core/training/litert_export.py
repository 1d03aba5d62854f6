"""A network as a LiteRT file: exported, or put into the file of another of its shape.

An export takes 0.7 s of processor time, in Keras and TensorFlow's converter; to fill a
template takes a few milliseconds.
"""

import contextlib
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from core.settings.network import NetworkSpec
from core.training import keras_model

# Two constants of a template are the same if they differ by no more than rounding.
ROUNDING = 1e-5
# Weights of a template: none is 0 or 1, which the converter might leave out, no two
# layers have the same, and variances are positive.
LEAST_WEIGHT, MOST_WEIGHT = 0.25, 0.75


class TemplateUnusable(Exception):
    """The converter has done something else with the weights than was expected."""


def export(model: keras.Model) -> bytes:
    """Return a model as the bytes of a LiteRT file."""
    with tempfile.TemporaryDirectory(prefix="trazo-") as folder:
        path = Path(folder) / "network.tflite"
        with contextlib.redirect_stdout(io.StringIO()):
            model.export(str(path), format="litert", verbose=False)
        return path.read_bytes()


class LitertTemplate:
    """The LiteRT file of a shape, into which any weights can be put.

    Args:
        spec: The shape.

    Raises:
        TemplateUnusable: It is not known where in the file the weights are.
    """

    def __init__(self, spec: NetworkSpec) -> None:
        model = keras_model.layers(spec)
        random = np.random.default_rng(0)
        model.set_weights(
            [
                random.uniform(LEAST_WEIGHT, MOST_WEIGHT, weight.shape)
                for weight in model.weights
            ]
        )
        self._file = export(model)
        self._buffers = _places(self._file, list(_constants(model)))

    def filled(self, model: keras.Model) -> bytes:
        """Return the LiteRT file of a model of this shape."""
        content = bytearray(self._file)
        file = schema.Model.GetRootAs(content)
        for buffer, constant in zip(self._buffers, _constants(model), strict=True):
            _numbers(file, buffer)[:] = constant.ravel()
        return bytes(content)


def _constants(model: keras.Model) -> Iterator[NDArray[np.float32]]:
    """Yield the constants of a model's LiteRT file, as the converter orders their axes.

    It folds a batch normalisation into the layer before it.
    """
    kernel = bias = None
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            assert kernel is not None
            assert bias is not None
            gamma, beta, mean, variance = (
                np.asarray(weight) for weight in layer.weights
            )
            scale = gamma / np.sqrt(variance + np.float32(layer.epsilon))
            kernel = kernel * scale
            bias = bias * scale + (beta - mean * scale)
        elif layer.weights:
            if kernel is not None and bias is not None:
                yield from (_outputs_first(kernel), bias)
            kernel, bias = (np.asarray(weight) for weight in layer.weights)
    if kernel is not None and bias is not None:
        yield from (_outputs_first(kernel), bias)


def _outputs_first(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.moveaxis(kernel, -1, 0)


def _places(file: bytes, constants: list[NDArray[np.float32]]) -> list[int]:
    """Return which buffer of a file has each constant; none is left over.

    Raises:
        TemplateUnusable: One is in no buffer, or a buffer has no constant.
    """
    model = schema.Model.GetRootAs(file)
    left = _float_buffers(model)
    found = []
    for constant in constants:
        wanted = constant.ravel()
        matching = [
            buffer
            for buffer in left
            if len(numbers := _numbers(model, buffer)) == len(wanted)
            and np.allclose(numbers, wanted, rtol=ROUNDING, atol=ROUNDING)
        ]
        if len(matching) != 1:
            raise TemplateUnusable(f"{constant.shape} is in {len(matching)} buffers")
        left.remove(matching[0])
        found += matching
    if left:
        raise TemplateUnusable(f"{len(left)} buffers are no layer's")
    return found


def _float_buffers(model: Any) -> set[int]:
    """Return which buffers of a file hold float32 numbers."""
    graphs = [model.Subgraphs(i) for i in range(model.SubgraphsLength())]
    tensors = [
        graph.Tensors(i) for graph in graphs for i in range(graph.TensorsLength())
    ]
    return {
        tensor.Buffer()
        for tensor in tensors
        if tensor.Type() == schema.TensorType.FLOAT32
        and model.Buffers(tensor.Buffer()).DataLength()
    }


def _numbers(model: Any, buffer: int) -> NDArray[np.float32]:
    """Return a buffer's numbers; of a file that can be written, to be written to."""
    numbers: NDArray[np.float32] = model.Buffers(buffer).DataAsNumpy().view(np.float32)
    return numbers
