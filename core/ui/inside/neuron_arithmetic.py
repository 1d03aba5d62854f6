"""Dense layers and softmax: one neuron, or one share, worked out in numbers."""

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.explain import activations
from core.explain.activations import LayerActivation
from core.settings.layers import Operation
from core.settings.network import SIDE
from core.ui.components import charts, plotly_chart
from core.ui.components.pixel_picker import pixels
from core.ui.digit import model_picker
from core.ui.html import Cell, Row, render, table
from core.ui.inside import layer_images
from core.ui.inside.pixel_arithmetic import (
    before_and_after,
    cut,
    exact,
    number_cell,
    signed,
    together,
)
from core.ui.state.session import session
from core.ui.text.probabilities import probability
from core.ui.text.translate import number, percent, t

STRONGEST = 5
# Longer numbers are written as a power of ten.
LONGEST = 1_000_000
LEAST_SHARE = 0.0001


def panel(place: int, layers: Sequence[LayerActivation]) -> None:
    """Draw the neurons of a layer as squares, and the chosen one worked out.

    Args:
        place: Of the layer: a dense one, or an activation after it.
        layers: Of the network, for the drawing, from the first.
    """
    layer = layers[place]
    view = session().inside
    # The brightest has most to tell.
    unit = view.channel if view.layer == place else int(layer.values.argmax())
    unit = min(unit, len(layer.values) - 1)
    name = _name(place, layers, unit)
    greys = layer_images.squares(layer.values)
    across = greys.shape[1]

    def select_unit(row: int, column: int) -> None:
        visit = session()
        visit.inside = replace(
            visit.inside, layer=place, channel=row * across + column, row=0, column=0
        )

    left, right = st.columns([2, 3], gap="medium")
    with left:
        pixels(
            greys,
            key=f"inside_units_{place}",
            label=t("{neuron}. Arrow keys move.", neuron=name),
            chosen=divmod(unit, across),
            on_choose=select_unit,
        )
        st.caption(layer_images.lit(layer))
        st.caption(t("Press a square, or move with the arrow keys."))
    with right, st.container(key=f"inside_neuron_{place}"):
        st.markdown(f"**{name}**")
        if layer.weights is None:
            before_and_after(float(layer.given[unit]), float(layer.values[unit]))
        else:
            _worked_out(place, layers, unit)


def softmax(place: int, layer: LayerActivation) -> None:
    """Draw the ten probabilities, and how they come out of ten numbers."""
    subject = model_picker.subject()
    names = subject.output_names()
    plotly_chart.chart(
        charts.probabilities(layer.values, names),
        key=f"inside_softmax_{place}",
        alt=t("The last layer’s ten numbers as probabilities."),
    )
    powers = activations.exponentials(layer)
    best = int(layer.values.argmax())
    rows = [
        Row(
            names[digit],
            [
                Cell(exact(float(layer.given[digit]))),
                Cell(_power(powers[digit])),
                Cell(_share(float(layer.values[digit]))),
            ],
            {"class": "best"} if digit == best else {},
        )
        for digit in range(len(powers))
    ]
    whole = [Cell(""), Cell(_power(sum(powers, Decimal(0)))), Cell(percent(1, 0))]
    st.markdown(
        t(
            "For each row: its number x; $e^x$, which is never below 0 and "
            "grows fast (e is about {e}); and what part of the sum of all ten that is.",
            e=number(math.e, 2),
        )
    )
    with st.container(key=f"inside_shares_{place}"):
        st.html(
            table(
                [
                    t("Digit") if subject.is_digits else t("Class"),
                    "x",
                    Markup("e<sup>x</sup>"),
                    t("Share"),
                ],
                [*rows, Row(t("Sum"), whole)],
                class_="worked",
            )
        )


def _name(place: int, layers: Sequence[LayerActivation], unit: int) -> str:
    """Return what a neuron is called; those of the last layer are classes."""
    if layers[place + 1].operation is Operation.SOFTMAX:
        subject = model_picker.subject()
        name = subject.output_names()[unit]
        if subject.is_digits:
            return t("The neuron of the {digit}", digit=name)
        return t("The neuron of “{name}”", name=name)
    return t("Neuron {n}", n=number(unit + 1))


def _worked_out(place: int, layers: Sequence[LayerActivation], unit: int) -> None:
    layer = layers[place]
    assert layer.weights is not None
    sums = activations.neuron(layer, unit)
    shape = layers[place - 1].values.shape if place else (SIDE, SIDE)
    largest = float(np.abs(sums.products).max())
    rows = [
        Row(
            _source(int(source), shape),
            [
                Cell(exact(float(layer.given[source]))),
                Cell(exact(float(layer.weights[unit, source]))),
                number_cell(float(sums.products[source]), largest),
            ],
        )
        for source in sums.strongest(STRONGEST)
    ]
    st.html(
        table(
            [t("Where from"), t("number"), f"× {t('weight')}", "="],
            rows,
            caption=t("The {n} that weigh most", n=STRONGEST),
            class_="worked",
        )
    )
    added = float(np.sum(sums.products))
    lines = [
        t(
            "All {n} numbers that reach it, each times its weight, added up: {sum}.",
            n=number(len(sums.products)),
            sum=exact(added),
        ),
        t(
            "The bias of the neuron, a number that is always added: {bias}.",
            bias=exact(sums.bias),
        ),
        together([exact(added), signed(sums.bias)], sums.total),
    ]
    if sums.total < 0 <= sums.value:
        lines.append(cut())
    else:
        lines.append(t("That is the neuron: **{value}**.", value=exact(sums.value)))
    st.markdown("\n".join(f"- {line}" for line in lines))


def _source(index: int, shape: tuple[int, ...]) -> str:
    """Say where one of the numbers that reach a dense layer comes from.

    Args:
        index: Its place in the row of them.
        shape: Of what gave them.
    """
    match [int(n) + 1 for n in np.unravel_index(index, shape)]:
        case [row, column, channel]:
            return t(
                "picture {n}, row {row}, column {column}",
                n=channel,
                row=row,
                column=column,
            )
        case [row, column]:
            return t("pixel in row {row}, column {column}", row=row, column=column)
        case [unit]:
            return t("neuron {n}", n=unit)
    raise AssertionError


def _share(value: float) -> str:
    """Write a probability."""
    return probability(value, certain=1 - LEAST_SHARE, decimals=2)


def _power(value: Decimal) -> str | Markup:
    """Write a number that may be huge, or next to nothing."""
    if value < Decimal("0.005"):
        return t("almost 0")
    if value < LONGEST:
        return number(float(value), 2 if value < 1000 else 0)
    tenths, _, zeros = f"{value:.1e}".partition("e")
    return render(
        "{{ tenths }} × 10<sup>{{ zeros }}</sup>",
        tenths=number(float(tenths), 1),
        zeros=int(zeros),
    )
