"""Switch off filters, and see what the network loses: its answer, its test digits."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

from core.evaluation import ablation
from core.evaluation.ablation import Off
from core.evaluation.cached import experiments
from core.evaluation.metrics import Evaluation
from core.explain import activations
from core.explain.activations import LayerActivation
from core.prediction import Predictor, Reading
from core.settings.layers import LAYER_KINDS
from core.settings.network import SIDE
from core.ui.components.gallery import Tile, gallery
from core.ui.components.png_image import enlarged
from core.ui.inside.layer_images import brightness
from core.ui.inside.tried_digits import tried
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.probabilities import probability
from core.ui.text.translate import percent, t, tn


def panel(reading: Reading, network: Predictor, path: Path) -> None:
    """Draw the filters of a convolution to press, and what is lost without them.

    Args:
        reading: Of the drawing.
        network: That read it.
        path: Its LiteRT file.
    """
    whole = activations.load_cached(path).layers(reading.seen)
    places = [
        place
        for place, layer in enumerate(whole)
        if layer.kind is not None and LAYER_KINDS[layer.kind].has_filters
    ]
    if not places:
        st.markdown(t("This network has no convolution, and so no filters."))
        return
    off = session().inside.broken.off_in(session().digit.network)
    after = ablation.xray(path, off).layers(reading.seen) if off else whole
    st.markdown(
        t(
            "Each filter looks for a pattern of its own; here is what each found in "
            "your digit. Press one, and it finds nothing any more."
        )
    )
    _filters(after, _choose_layer(places), off)
    _lost(whole, after, off, network, path)


def _choose_layer(places: Sequence[int]) -> int:
    """Let the visitor choose a convolution; return its place."""
    kept = session().inside.broken.layer
    chosen = next((place for place in places if place == kept), places[0])
    if len(places) > 1:
        st.segmented_control(
            t("Filters of"),
            places,
            format_func=lambda place: t("Convolution {n}", n=places.index(place) + 1),
            required=True,
            help=t("The first looks at your digit, each later one at the maps before."),
            wrap=True,
            **bound("inside_off_layer", "inside.broken.layer", places, shown=chosen),
        )
    return chosen


def _filters(layers: Sequence[LayerActivation], place: int, off: Off) -> None:
    greys = brightness(layers[place].values)
    count = greys.shape[2]
    here = frozenset(channel for layer, channel in off if layer == place)
    gallery(
        [
            Tile(
                enlarged(greys[..., channel], SIDE, SIDE),
                caption=t("off") if channel in here else str(channel + 1),
                alt=t("Switch off filter {n}", n=channel + 1),
            )
            for channel in range(count)
        ],
        key=f"inside_off_{place}",
        label=t("Filters: press one to switch it off or on again."),
        chosen=here,
        on_choose=lambda channel: _flip({(place, channel)}),
    )
    st.button(
        t("Switch every other one"),
        key="inside_off_half",
        icon=":material/grid_on:",
        help=t("Switches half of these filters, off where they are on."),
        on_click=_flip,
        args=({(place, channel) for channel in range(0, count, 2)},),
    )


def _flip(filters: set[tuple[int, int]]) -> None:
    visit = session()
    off = visit.inside.broken.off_in(visit.digit.network) ^ filters
    visit.inside.broken = replace(
        visit.inside.broken, network=visit.digit.network, off=frozenset(off)
    )


def _lost(
    whole: Sequence[LayerActivation],
    after: Sequence[LayerActivation],
    off: Off,
    network: Predictor,
    path: Path,
) -> None:
    """Say what the filters that are off were good for."""

    def without(filters: Off) -> Evaluation:
        return tried(
            lambda source: experiments().without(path, network, filters, source)
        )

    with st.container(key="inside_lost", border=True):
        if not off:
            st.markdown(t("All filters are on. Which could it do without?"))
            return
        before, now = without(frozenset()), without(off)
        st.markdown(
            tn(
                "**{n} filter is off.** Your digit: {before} before, {after} now.",
                "**{n} filters are off.** Your digit: {before} before, {after} now.",
                len(off),
                before=_said(whole[-1]),
                after=_said(after[-1]),
            )
        )
        st.markdown(
            tn(
                "Of {n} test digit it read {before} right, and now {after}.",
                "Of {n} test digits it read {before} right, and now {after}.",
                now.images,
                before=percent(before.accuracy),
                after=percent(now.accuracy),
            )
            + " "
            + _hardest_hit(before, now)
        )


def _said(last: LayerActivation) -> str:
    digit = int(np.argmax(last.values))
    share = float(last.values[digit])
    return f"{digit} ({probability(share)})"


def _hardest_hit(before: Evaluation, after: Evaluation) -> str:
    digit = ablation.hardest_hit(before, after)
    if digit is None:
        return t("No digit suffers from it: the other filters do its work.")
    return t(
        "The {digit} suffers most: of its images it read {before} right, now {after}.",
        digit=digit,
        before=percent(float(before.recall[digit]), 0),
        after=percent(float(after.recall[digit]), 0),
    )
