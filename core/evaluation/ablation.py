"""Switch off filters of a network, to see what is lost without them.

Source: Morcos, Barrett, Rabinowitz and Botvinick, "On the Importance of Single
Directions for Generalization" (2018), for ablating units one by one. What it shows is
what the rest of the network cannot make up for, and nothing more: a filter whose loss
is not felt may find what another finds as well.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import paths
from core.evaluation.metrics import Evaluation
from core.explain import activations
from core.explain.activations import ActivationReader, LayerActivation
from core.prediction import Predictor
from core.settings.layers import LAYER_KINDS
from core.settings.network import SIDE
from core.single_flight import single_flight

# The index of a layer in `ActivationReader.layers`, and of its filter.
Filter = tuple[int, int]
Off = frozenset[Filter]
# Copies of networks held at once, up to twenty megabytes each.
KEPT_COPIES = 2


def without(model: bytes, layers: Iterable[LayerActivation], off: Off) -> bytes:
    """Return a network in which the weights and the bias of some filters are 0.

    A filter that is off gives its activation of 0 everywhere: 0 with ReLU, tanh and
    ELU, with sigmoid a half, which says the same of every picture too. Of a filter
    with batch normalisation, which LiteRT has multiplied into the weights, the shift
    (beta) is gone as well.

    Args:
        model: The bytes of a LiteRT file, which are left as they are.
        layers: Those of the same network, from `ActivationReader.layers`.
        off: The filters.

    Returns:
        The bytes of another LiteRT file, as long.

    Raises:
        ValueError: A filter is of a layer that has none, or the file does not hold the
            numbers of its layer exactly once.
    """
    every = tuple(layers)
    changed = bytearray(model)
    for place, channel in off:
        layer = every[place]
        if layer.kind is None or not LAYER_KINDS[layer.kind].has_filters:
            raise ValueError(f"layer {place} has no filters")
        assert layer.weights is not None
        assert layer.biases is not None
        for numbers in (layer.weights, layer.biases):
            # Where nothing is to be changed, nothing need be found: biases that are
            # all 0 stand in a file as often as there are layers.
            if numbers[channel].any():
                start = _only(model, numbers) + channel * numbers[channel].nbytes
                end = start + numbers[channel].nbytes
                changed[start:end] = bytes(end - start)
    return bytes(changed)


def _only(model: bytes, numbers: NDArray[np.float32]) -> int:
    """Return where a tensor's numbers stand in a file."""
    wanted = numbers.tobytes()
    start = model.find(wanted)
    if start < 0 or model.find(wanted, start + 1) >= 0:
        raise ValueError(f"a tensor of {numbers.shape} is not there exactly once")
    return start


@single_flight(KEPT_COPIES)
def _copy(path: Path, off: Off) -> bytes:
    model = paths.read_network(path)
    nothing = np.zeros((SIDE, SIDE), np.float32)
    return without(model, activations.load_cached(path).layers(nothing), off)


@single_flight(KEPT_COPIES)
def xray(path: Path, off: Off) -> ActivationReader:
    """Return a network without some filters, to look into it.

    Raises:
        NetworkGone: There is no such file.
        ValueError: See `without`.
    """
    return ActivationReader(_copy(path, off))


def predictor(path: Path, off: Off) -> Predictor:
    """Return a network without some filters, to ask it.

    Raises:
        NetworkGone: There is no such file.
        ValueError: See `without`.
    """
    return Predictor(_copy(path, off))


def hardest_hit(before: Evaluation, after: Evaluation) -> int | None:
    """Return the digit that lost the largest share of its images; None if none did.

    Args:
        before: Of the whole network.
        after: Of the one without some filters, on the same images.
    """
    lost = np.nan_to_num(before.recall - after.recall)
    return int(lost.argmax()) if lost.max() > 0 else None
