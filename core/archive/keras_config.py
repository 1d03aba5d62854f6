"""Which settings a ``.keras`` file was made with, read from its plain JSON.

Keras itself never sees that JSON: the network is built from the settings, so that
nothing in the file is deserialised, let alone run.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from core.errors import SettingRefused, WorkUnreadable
from core.settings import network, run
from core.settings.network import Block, Kind, NetworkSpec
from core.settings.run import Loss, RunSettings

PERCENT = 100
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
        BundleUnreadable: It is none, or of a network that no sliders make.
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
    activation, batch_norm, dropout = str(network.ACTIVATION.default), "no", 0
    for kind, config in layers:
        for name, value in PLAIN.items():
            if config.get(name, value) != value:
                raise ValueError(f"{kind}: {name}")
        match kind:
            case Kind.CONVOLUTION:
                blocks.append(
                    Block(config["filters"], config["kernel_size"][0], pooling=False)
                )
            case Kind.POOLING:
                blocks[-1] = replace(blocks[-1], pooling=True)
            case Kind.DENSE:
                dense.append(config["units"])
            case Kind.BATCH_NORM:
                batch_norm = "yes"
            case Kind.DROPOUT:
                dropout = round(config["rate"] * PERCENT)
        given = config.get("activation", "linear")
        if given not in ("linear", "softmax"):
            activation = given
    spec = NetworkSpec(
        tuple(blocks), tuple(dense[:-1]), activation, batch_norm, dropout
    )
    said = [_shape_of(kind, config) for kind, config in layers if kind != "InputLayer"]
    if said != list(_shapes(spec)):
        raise ValueError("a network that no sliders make")
    return spec


def _shapes(spec: NetworkSpec) -> Iterator[tuple[object, ...]]:
    """Yield what tells each layer of a network from others, as Keras has it."""
    for layer in spec.layers():
        function = layer.activation or "linear"
        match layer.kind:
            case Kind.CONVOLUTION:
                window = [layer.kernel, layer.kernel]
                yield layer.kind, layer.shape[-1], window, [1, 1], function
            case Kind.POOLING:
                side = [network.POOL, network.POOL]
                yield layer.kind, side, side
            case Kind.DENSE:
                yield layer.kind, layer.shape[0], function
            case Kind.ACTIVATION:
                yield layer.kind, function
            case Kind.DROPOUT:
                yield layer.kind, layer.share
            case _:
                yield (layer.kind,)


def _shape_of(kind: str, config: Mapping[str, Any]) -> tuple[object, ...]:
    match kind:
        case Kind.CONVOLUTION:
            return (
                *(kind, config["filters"], config["kernel_size"], config["strides"]),
                config["activation"],
            )
        case Kind.POOLING:
            return kind, config["pool_size"], config["strides"]
        case Kind.DENSE:
            return kind, config["units"], config["activation"]
        case Kind.ACTIVATION:
            return kind, config["activation"]
        case Kind.DROPOUT:
            return kind, round(config["rate"] * PERCENT)
        case _:
            return (kind,)


def _compiled(found: Mapping[str, Any]) -> RunSettings:
    """Return how it was trained, as far as it is told and sliders can say it."""
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
        chosen = chosen.changed(run.LOSS, found["loss"])
    return chosen
