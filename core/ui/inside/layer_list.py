"""The drawing on its way through the network: a row for each layer, maps to press."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays.pixel_types import as_uint8
from core.explain.activations import LayerActivation
from core.settings.layers import Operation
from core.settings.network import SIDE
from core.ui.components.gallery import Tile, gallery
from core.ui.components.lazy_expander import fold
from core.ui.components.pixel_picker import pixels
from core.ui.components.png_image import enlarged
from core.ui.inside import layer_images, neuron_arithmetic, pixel_arithmetic
from core.ui.network.layer_kinds import output_view
from core.ui.state.session import session
from core.ui.text.translate import number, t

# A deep map of 2×2 pixels is shown as large as the others.
TILE_SIDE = 28


def panel(layers: Sequence[LayerActivation]) -> None:
    """Draw the layers at a glance, and each as a row that opens.

    Args:
        layers: Of the chosen network, for the drawing, from the first.
    """
    st.html(pixel_arithmetic.STYLE)
    layer_images.panel(layers)
    opened = fold(
        f"**{t('The drawing')}** · {SIDE}×{SIDE}",
        key="inside_layer_input",
        icon=":material/draw:",
    )
    with opened:
        if opened.open:
            _drawing(layer_images.drawing(layers))
    for place, name in enumerate(layer_images.names(layers)):
        layer = layers[place]
        opened = fold(
            f"**{name}** · {layer_images.shape(layer)}",
            key=f"inside_layer_{place}",
            icon=_icon(layer),
        )
        with opened:
            # Dozens of pictures, for those who look at them alone.
            if opened.open:
                _inside(place, layers)


def _icon(layer: LayerActivation) -> str:
    if layer.kind is not None:
        return output_view(layer.kind).icon
    if layer.operation is Operation.SOFTMAX:
        return ":material/leaderboard:"
    return ":material/show_chart:"


def _drawing(seen: NDArray[np.float32]) -> None:
    """Draw what the network is shown, and tell one of its numbers in words."""
    row, column = session().inside.ink or divmod(int(seen.argmax()), SIDE)
    value = float(seen[row, column])
    st.markdown(
        t(
            "This is all that the network is given: 28 rows of 28 numbers, from 0, "
            "the paper, to 1, the ink."
        )
    )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        pixels(
            as_uint8(seen),
            key="inside_ink",
            label=t(
                "The drawing, row {row}, column {column}. Arrow keys move.",
                row=row + 1,
                column=column + 1,
            ),
            chosen=(row, column),
            on_choose=_keep_ink,
        )
        st.caption(t("Press a pixel, or move with the arrow keys."))
    with right, st.container(key="inside_ink_number"):
        st.markdown(
            t(
                "Row {row}, column {column}: **{value}**",
                row=row + 1,
                column=column + 1,
                value=number(value, pixel_arithmetic.DECIMALS),
            )
        )
        st.markdown(_in_words(value))


def _keep_ink(row: int, column: int) -> None:
    visit = session()
    visit.inside = replace(visit.inside, ink=(row, column))


def _in_words(value: float) -> str:
    """Say how much ink a pixel of the drawing holds."""
    if value == 0:
        return t("Bare paper: no ink at all.")
    if value < 1 / 3:
        return t("Hardly any ink: the edge of a stroke just touches this pixel.")
    if value < 2 / 3:
        return t("About half ink: the edge of a stroke runs through this pixel.")
    if value < 1:
        return t("Almost all ink.")
    return t("All ink: the middle of a stroke.")


def _inside(place: int, layers: Sequence[LayerActivation]) -> None:
    layer = layers[place]
    st.markdown(_explained(layer))
    if layer.operation is Operation.SOFTMAX:
        neuron_arithmetic.softmax(place, layer)
    elif layer.values.ndim == 3:
        _maps(place, layer)
    else:
        neuron_arithmetic.panel(place, layers)


def _explained(layer: LayerActivation) -> str:
    if layer.kind is not None:
        return output_view(layer.kind).meaning()
    return {
        Operation.SOFTMAX: t(
            "The ten numbers become ten probabilities that add up to 100%."
        ),
        Operation.RELU: t("What is below 0 becomes 0; the rest stays as it is."),
        Operation.TANH: t(
            "Each number is squeezed in between −1 and 1; large ones the most."  # noqa: RUF001  the mathematical sign
        ),
        Operation.SIGMOID: t(
            "Each number is squeezed in between 0 and 1; 0 itself becomes one half."
        ),
        Operation.ELU: t(
            "What is above 0 stays as it is; what is below never gets lower than −1."  # noqa: RUF001  the mathematical sign
        ),
    }[layer.operation]


def _maps(place: int, layer: LayerActivation) -> None:
    greys = layer_images.brightness(layer.values)
    view = session().inside
    chosen = view.channel if view.layer == place else None
    gallery(
        [
            Tile(
                enlarged(greys[..., channel], TILE_SIDE, TILE_SIDE),
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
        pixel_arithmetic.panel(layer)


def _choose(place: int, channel: int, layer: LayerActivation) -> None:
    visit = session()
    # The brightest pixel has most to tell.
    row, column = np.unravel_index(
        layer.values[..., channel].argmax(), layer.values.shape[:2]
    )
    visit.inside = replace(
        visit.inside, layer=place, channel=channel, row=int(row), column=int(column)
    )
