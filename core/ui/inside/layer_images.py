"""The network at a glance: what each layer makes of the drawing, in order."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from core.arrays.pixel_types import as_uint8
from core.explain.activations import LayerActivation
from core.settings.layers import KIND_OF_OPERATION, Operation
from core.settings.network import SIDE
from core.ui.components.png_image import enlarged, img
from core.ui.digit import model_picker
from core.ui.html import render
from core.ui.network.layer_kinds import output_view
from core.ui.text.translate import number, percent, t

STYLE = Path(__file__).with_name("layer_images.css")
# Of the maps of a layer: more would be too small to tell apart.
MOST_TILES = 16
# As wide as a picture gets, but for its gaps, in pixels: two fit on a phone.
WIDTH = 112
# The grey between two tiles; neither the black nor the white of a map.
GAP, GAP_GREY = 2, 128
STEPS = """\
<ol aria-label="{{ label }}">
{%- for picture, name, size in steps -%}
<li><figure>{{ picture }}<figcaption><b>{{ name }}</b><span>{{ size }}</span>\
</figcaption></figure></li>
{%- endfor -%}
</ol>"""
BARS = """\
<div class="bars" role="img" aria-label="{{ alt }}">
{%- for share, mark in bars -%}
<span{% if loop.index0 == best %} class="best"{% endif %}>\
<i style="height: {{ '%.1f' % (100 * share) }}%"></i>{{ mark }}</span>
{%- endfor -%}
</div>"""


def panel(layers: Sequence[LayerActivation]) -> None:
    """Draw the way of the drawing through the network.

    Args:
        layers: Of the chosen network, for the drawing, from the first.
    """
    name = t("The drawing")
    steps = [(_maps(drawing(layers)[..., None], name), name, f"{SIDE}×{SIDE}")]
    steps += [
        (_picture(layer), name, shape(layer))
        for layer, name in zip(layers, names(layers), strict=True)
    ]
    label = t("The drawing on its way through the network, layer by layer")
    st.html(STYLE)
    with st.container(key="inside_flow"):
        st.html(render(STEPS, label=label, steps=steps))


def drawing(layers: Sequence[LayerActivation]) -> NDArray[np.float32]:
    """Return what the first layer was shown, (28, 28) float32 in [0, 1]."""
    return layers[0].given.reshape(SIDE, SIDE)


def names(layers: Sequence[LayerActivation]) -> list[str]:
    """Return what each layer is called; those that are alike are counted."""
    counts: dict[Operation, int] = {}
    found = []
    for layer in layers:
        counts[layer.operation] = counts.get(layer.operation, 0) + 1
        found.append(_name(layer.operation, counts[layer.operation]))
    return found


def shape(layer: LayerActivation) -> str:
    """Write how many numbers a layer gives: 26×26×32."""
    return "×".join(number(length) for length in layer.values.shape)


def brightness(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a layer's numbers as greys: 0 black, the largest of the layer white.

    Args:
        values: Any shape; what is below 0 is black.
    """
    largest = max(float(values.max()), 1e-9)
    return as_uint8(np.clip(values / largest, 0, 1))


def mosaic(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the first maps of a layer as one picture, grey between them.

    Args:
        values: (height, width, channels).

    Returns:
        uint8, each number a square of as many pixels as make it about as wide as
        `WIDTH`.
    """
    greys = brightness(values)[..., :MOST_TILES]
    across = ceil(greys.shape[2] ** 0.5)
    factor = max(1, WIDTH // (across * greys.shape[1]))
    height, width = factor * greys.shape[0], factor * greys.shape[1]
    down = ceil(greys.shape[2] / across)
    whole = np.full(
        (down * (height + GAP) - GAP, across * (width + GAP) - GAP), GAP_GREY, np.uint8
    )
    for place in range(greys.shape[2]):
        top = place // across * (height + GAP)
        left = place % across * (width + GAP)
        whole[top : top + height, left : left + width] = enlarged(
            greys[..., place], width, height
        )
    return whole


def squares(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a dense layer's numbers as greys in even rows, about a square.

    Args:
        values: (units,).

    Returns:
        (rows, columns), one pixel a neuron and none without.
    """
    greys = brightness(values)
    units = len(greys)
    across = next(n for n in range(1, units + 1) if n * n >= units and units % n == 0)
    return greys.reshape(-1, across)


def _name(operation: Operation, count: int) -> str:
    if operation in KIND_OF_OPERATION:
        return output_view(KIND_OF_OPERATION[operation]).numbered(count)
    if operation is Operation.SOFTMAX:
        return "Softmax"
    name = {
        Operation.RELU: "ReLU",
        Operation.TANH: "tanh",
        Operation.SIGMOID: "sigmoid",
        Operation.ELU: "ELU",
    }[operation]
    return t("Activation: {name}", name=name)


def _picture(layer: LayerActivation) -> Markup:
    if layer.operation is Operation.SOFTMAX:
        return _bars(layer.values)
    if layer.values.ndim == 3:
        return _maps(layer.values, _counted(layer.values.shape[2]))
    greys = squares(layer.values)
    factor = WIDTH // greys.shape[1]
    return img(
        enlarged(greys, factor * greys.shape[1], factor * greys.shape[0]),
        lit(layer),
        sized=True,
    )


def _counted(maps: int) -> str:
    if maps > MOST_TILES:
        return t(
            "The first {shown} of {n} feature maps", shown=MOST_TILES, n=number(maps)
        )
    return t("{n} feature maps", n=maps)


def lit(layer: LayerActivation) -> str:
    """Say how many neurons of a dense layer are above 0."""
    return t(
        "{n} neurons as squares, {lit} of them above 0.",
        n=number(len(layer.values)),
        lit=number(int((layer.values > 0).sum())),
    )


def _maps(values: NDArray[np.float32], alt: str) -> Markup:
    return img(mosaic(values), alt, sized=True)


def _bars(probabilities: NDArray[np.float32]) -> Markup:
    """Draw the probabilities as bars, the answer marked."""
    subject = model_picker.subject()
    marks, names = subject.marks(), subject.names()
    shares = probabilities[: len(names)]
    best = int(shares.argmax())
    share = percent(float(shares[best]))
    alt = (
        t(
            "Ten bars; the highest is that of the {digit}, with {share}.",
            digit=best,
            share=share,
        )
        if subject.is_digits
        else t(
            "{n} bars; the highest is that of “{name}”, with {share}.",
            n=len(names),
            name=names[best],
            share=share,
        )
    )
    bars = list(zip(shares.tolist(), marks, strict=True))
    return render(BARS, alt=alt, best=best, bars=bars)
