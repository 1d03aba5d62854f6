"""Which settings a ``.keras`` file was made with, read from its plain JSON.

Keras itself never sees that JSON: the network is built from the settings, so that
nothing in the file is deserialised, let alone run.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.errors import SettingRefused, WorkUnreadable
from core.settings import network, run
from core.settings.layers import LAYER_KINDS, POOLINGS, Kind, Layer
from core.settings.network import Block, NetworkSpec
from core.settings.run import Loss, RunSettings

PERCENT = 100
# The oldest version that opens our files; `core.training.older_keras` sees to it.
OLDEST_KERAS = "3.10"
# Keras spells the optimisers with capitals in the file.
OPTIMIZERS = {
    "Adam": run.Optimizer.ADAM,
    "SGD": run.Optimizer.SGD,
    "RMSprop": run.Optimizer.RMSPROP,
}
# What a layer of ours may not differ in.
PLAIN = {
    "padding": "valid",
    "use_bias": True,
    "groups": 1,
    "data_format": "channels_last",
    "dilation_rate": [1, 1],
}


def settings_of(text: bytes) -> RunSettings:
    """Return the settings of the network in a ``.keras`` file.

    Args:
        text: Its ``config.json``.

    Raises:
        WorkUnreadable: It is none, or of a network that no sliders make.
    """
    try:
        found = json.loads(text)
        layers = [
            (layer["class_name"], layer["config"])
            for layer in found["config"]["layers"]
        ]
        spec = _spec(layers)
        chosen = _compiled(found.get("compile_config") or {})
    except (
        AttributeError,
        IndexError,
        KeyError,
        RecursionError,
        SettingRefused,
        TypeError,
        ValueError,
    ) as error:
        raise WorkUnreadable(f"{type(error).__name__}: {error}") from error
    return replace(chosen, network=spec)


def _spec(layers: list[tuple[str, Mapping[str, Any]]]) -> NetworkSpec:
    """Return the network, checked layer by layer against the one that it would be."""
    blocks: list[Block] = []
    dense: list[int] = []
    activation, batch_norm, dropout = network.ACTIVATION.default, False, 0
    for kind, config in layers:
        for name, value in PLAIN.items():
            if config.get(name, value) != value:
                raise ValueError(f"{kind}: {name}")
        match kind:
            case Kind.CONVOLUTION:
                blocks.append(Block(config["filters"], config["kernel_size"][0]))
            case _ if kind in POOLINGS.values():
                blocks[-1] = replace(blocks[-1], pooling=Kind(kind))
            case Kind.DENSE:
                dense.append(config["units"])
            case Kind.BATCH_NORM:
                batch_norm = True
            case Kind.DROPOUT:
                dropout = round(config["rate"] * PERCENT)
        given = config.get("activation", "linear")
        if given not in ("linear", "softmax"):
            activation = given
    spec = NetworkSpec(
        tuple(blocks), tuple(dense[:-1]), activation, batch_norm, dropout
    )
    found = [(kind, config) for kind, config in layers if kind != "InputLayer"]
    planned = spec.layers()
    if len(found) != len(planned) or not all(
        _is_described(layer, kind, config)
        for layer, (kind, config) in zip(planned, found, strict=True)
    ):
        raise ValueError("a network that no sliders make")
    return spec


def _is_described(layer: Layer, kind: str, config: Mapping[str, Any]) -> bool:
    """Say whether Keras's description of a layer is that of a planned one."""
    expected: dict[str, object] = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in layer.arguments.items()
    }
    if "activation" in expected:
        expected["activation"] = layer.activation or "linear"
    entry = LAYER_KINDS[layer.kind]
    expected |= entry.config
    return kind == layer.kind and all(
        config[name] == value
        for name, value in expected.items()
        if name not in entry.of_training
    )


def _compiled(found: Mapping[str, Any]) -> RunSettings:
    """Return how it was trained, as far as the file says and sliders can express it."""
    chosen = RunSettings()
    optimizer = found.get("optimizer") or {}
    if optimizer.get("class_name") in OPTIMIZERS:
        name = OPTIMIZERS[optimizer["class_name"]]
        chosen = chosen.changed(run.OPTIMIZER, name)
        rate = optimizer["config"].get("learning_rate")
        # A schedule is no number; a number was rounded to float32.
        if isinstance(rate, int | float):
            nearest = run.LEARNING_RATE.nearest(rate)
            chosen = chosen.changed(run.LEARNING_RATE, nearest)
    if found.get("loss") in set(Loss):
        chosen = chosen.changed(run.LOSS, Loss(found["loss"]))
    return chosen
