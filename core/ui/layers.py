"""The drawing on its way through the network: a row for each layer, maps to press."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.inside import Activated, Operation
from core.ui import arithmetic, charts, plotly
from core.ui.fold import fold
from core.ui.gallery import Tile, gallery
from core.ui.session import session
from core.ui.text import number, t

# A deep map of 2×2 pixels is shown as large as the others.
TILE_SIDE = 28


def show(layers: Sequence[Activated]) -> None:
    """Draw each layer as a row that opens.

    Args:
        layers: Of the chosen network, for the drawing, from the first.
    """
    counts: dict[Operation, int] = {}
    for place, layer in enumerate(layers):
        counts[layer.operation] = counts.get(layer.operation, 0) + 1
        opened = fold(
            _title(layer, counts[layer.operation]),
            key=f"inside_layer_{place}",
            icon=_icon(layer.operation),
        )
        with opened:
            # Dozens of pictures, for those who look at them alone.
            if opened.open:
                _inside(place, layer)


def brightness(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a layer's numbers as greys: 0 black, the largest of the layer white.

    Args:
        values: Any shape; what is below 0 is black.
    """
    largest = max(float(values.max()), 1e-9)
    return np.asarray(np.round(255 * np.clip(values / largest, 0, 1)), np.uint8)


def _icon(operation: Operation) -> str:
    return {
        Operation.CONVOLUTION: ":material/filter_center_focus:",
        Operation.POOLING: ":material/compress:",
        Operation.DENSE: ":material/hub:",
        Operation.SOFTMAX: ":material/leaderboard:",
    }.get(operation, ":material/show_chart:")


def _title(layer: Activated, count: int) -> str:
    shape = "×".join(number(length) for length in layer.values.shape)
    names = {
        Operation.CONVOLUTION: t("Convolution {n}", n=count),
        Operation.POOLING: t("Pooling {n}", n=count),
        Operation.DENSE: t("Dense layer {n}", n=count),
        Operation.SOFTMAX: "Softmax",
        Operation.RELU: t("Activation: {name}", name="ReLU"),
        Operation.TANH: t("Activation: {name}", name="tanh"),
        Operation.SIGMOID: t("Activation: {name}", name="sigmoid"),
        Operation.ELU: t("Activation: {name}", name="ELU"),
    }
    return f"**{names[layer.operation]}** · {shape}"


def _inside(place: int, layer: Activated) -> None:
    st.markdown(_explained(layer))
    if layer.operation is Operation.SOFTMAX:
        plotly.chart(
            charts.probabilities(layer.values),
            key=f"inside_softmax_{place}",
            alt=t("The last layer’s ten numbers as probabilities."),
        )
    elif layer.values.ndim == 3:
        _maps(place, layer)
    else:
        _units(place, layer)


def _explained(layer: Activated) -> str:
    match layer.operation:
        case Operation.CONVOLUTION:
            return t(
                "Each picture is what one filter found: bright where the drawing has "
                "its pattern. Press one to see its filter, and how a pixel is worked "
                "out."
            )
        case Operation.POOLING:
            return t(
                "Of each little square only the brightest number is left: the pictures "
                "are halved, what was found stays."
            )
        case Operation.DENSE:
            return t(
                "Each square is one neuron; bright ones have found what they look for "
                "in all pictures together."
            )
        case Operation.SOFTMAX:
            return t("The ten numbers become ten probabilities that add up to 100%.")
        case _:
            return t("Each number goes through the same curve.")


def _maps(place: int, layer: Activated) -> None:
    greys = brightness(layer.values)
    view = session().inside
    chosen = view.channel if view.layer == place else None
    gallery(
        [
            Tile(
                cv2.resize(
                    greys[..., channel],
                    (TILE_SIDE, TILE_SIDE),
                    interpolation=cv2.INTER_NEAREST,
                ),
                caption="",
                alt=t("Feature map {n}", n=channel + 1),
            )
            for channel in range(greys.shape[2])
        ],
        key=f"inside_maps_{place}",
        label=t("Feature maps: press one to see how it is worked out."),
        chosen=chosen,
        on_choose=lambda channel: _choose(place, channel, layer),
    )
    if chosen is not None and chosen < layer.values.shape[2]:
        arithmetic.show(layer)


def _choose(place: int, channel: int, layer: Activated) -> None:
    visit = session()
    # The brightest pixel has most to tell.
    row, column = np.unravel_index(
        layer.values[..., channel].argmax(), layer.values.shape[:2]
    )
    visit.inside = replace(
        visit.inside, layer=place, channel=channel, row=int(row), column=int(column)
    )


def _units(place: int, layer: Activated) -> None:
    width = 16
    values = brightness(layer.values)
    padded = np.zeros(-(-len(values) // width) * width, np.uint8)
    padded[: len(values)] = values
    lit = int((layer.values > 0).sum())
    with st.container(key=f"inside_units_{place}"):
        st.image(
            np.kron(padded.reshape(-1, width), np.ones((14, 14), np.uint8)),
            width=14 * width,
            alt=t(
                "{n} neurons as squares, {lit} of them above 0.",
                n=number(len(values)),
                lit=number(lit),
            ),
        )
    st.caption(
        t(
            "{n} neurons as squares, {lit} of them above 0.",
            n=number(len(values)),
            lit=number(lit),
        )
    )
