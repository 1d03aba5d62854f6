"""One pixel of a feature map, worked out in numbers."""

from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from core.explain import activations
from core.explain.activations import Arithmetic, LayerActivation
from core.ui.components.pixel_picker import pixels
from core.ui.components.weight_colours import coloured
from core.ui.html import Cell, Row, render, scrolled, table
from core.ui.inside.layer_images import brightness
from core.ui.network import layer_kinds
from core.ui.state.session import session
from core.ui.text.translate import number, t

STYLE = Path(__file__).with_name("pixel_arithmetic.css")
DECIMALS = 2
FILTER_WIDTH = 180
LARGEST_CELL = 24
# More numbers in a row than that need smaller ones on a phone.
MOST_COLUMNS = 5
SUMS = """\
<div class="sums">{{ seen }}<span>×</span>{{ weights }}<span>=</span>{{ products }}\
</div>"""


def panel(layer: LayerActivation) -> None:
    """Draw the chosen map with a pixel marked, and how that pixel comes about.

    Args:
        layer: The one that the session looks at.
    """
    view = session().inside
    height, width = layer.values.shape[:2]
    row, column = min(view.row, height - 1), min(view.column, width - 1)
    sums = activations.arithmetic(layer, row, column, view.channel)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        pixels(
            brightness(layer.values[..., view.channel]),
            key="inside_pixel",
            label=t(
                "Feature map {n}, row {row}, column {column}. Arrow keys move.",
                n=view.channel + 1,
                row=row + 1,
                column=column + 1,
            ),
            chosen=(row, column),
            on_choose=_select_pixel,
        )
        st.caption(t("Press a pixel, or move with the arrow keys."))
    if sums.weights is not None:
        with right:
            _filter(sums.weights)
        with st.container(key="inside_arithmetic"):
            _sum(sums, sums.weights)
        return
    with right, st.container(key="inside_arithmetic"):
        if layer.kind is None:
            before_and_after(sums.total, sums.value)
        else:
            _pooled(layer_kinds.pooling_view(layer.kind), sums)


def _pooled(view: layer_kinds.PoolingView, sums: Arithmetic) -> None:
    """Tell what a pooling makes of the numbers in its window."""
    marked = view.marks_highest
    st.html(number_table(sums.patch[..., 0], t("The square"), marked=marked))
    st.markdown(view.result(number(sums.patch.size), exact(sums.value)))


def before_and_after(before: float, after: float) -> None:
    """Tell what an activation makes of one number."""
    st.markdown(
        f"- {t('Before: {value}', value=exact(before))}\n"
        f"- {t('After: **{value}**', value=exact(after))}"
    )


def _select_pixel(row: int, column: int) -> None:
    visit = session()
    visit.inside = replace(visit.inside, row=row, column=column)


def _filter(weights: NDArray[np.float32]) -> None:
    """Draw the filter as a picture."""
    pictures = weights.shape[2]
    meaning = (
        t("The filter as a picture. Blue: ink here counts for it. Orange: against.")
        if pictures == 1
        else t(
            "The filter as a picture: a square for each of the {n} pictures that reach "
            "it. Blue: bright here counts for it. Orange: against.",
            n=number(pictures),
        )
    )
    with st.container(key="inside_filter"):
        st.image(filter_picture(weights), alt=meaning)
        st.caption(meaning)


def filter_picture(weights: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a filter in colours: blue above 0, orange below, white 0.

    Args:
        weights: (height, width, channels): a square for each channel.

    Returns:
        (height, width, 3), with grey lines between the squares.
    """
    height, width, channels = weights.shape
    mixed = coloured(weights, float(np.abs(weights).max()))
    across = ceil(channels**0.5)
    factor = max(1, min(LARGEST_CELL, FILTER_WIDTH // (across * width)))
    large = mixed.repeat(factor, 0).repeat(factor, 1)
    down = ceil(channels / across)
    step_down, step_across = factor * height + 1, factor * width + 1
    whole = np.full((down * step_down - 1, across * step_across - 1, 3), 128, np.uint8)
    for place in range(channels):
        top, left = place // across * step_down, place % across * step_across
        whole[top : top + step_down - 1, left : left + step_across - 1] = large[
            :, :, place
        ]
    return whole


def _sum(sums: Arithmetic, weights: NDArray[np.float32]) -> None:
    """Tell how a filter comes to its number at one place."""
    products = sums.patch * weights
    by_picture = products.sum(axis=(0, 1))
    strongest = int(np.abs(by_picture).argmax())
    only = len(by_picture) == 1
    sees = (
        t("What the window sees")
        if only
        else t("What it sees in picture {n}", n=strongest + 1)
    )
    st.html(
        render(
            SUMS,
            seen=number_table(sums.patch[..., strongest], sees),
            weights=number_table(weights[..., strongest], t("The filter")),
            products=number_table(
                products[..., strongest], t("Each times the one in its place")
            ),
        )
    )
    rest = float(by_picture.sum() - by_picture[strongest])
    lines = [t("All added up: {sum}.", sum=exact(float(by_picture[strongest])))]
    parts = [exact(float(by_picture[strongest]))]
    if not only:
        lines.append(
            t(
                "The same with the other {n} pictures that reach it: {sum}.",
                n=number(len(by_picture) - 1),
                sum=exact(rest),
            )
        )
        parts.append(signed(rest))
    lines.append(t("The bias of the filter: {bias}.", bias=exact(sums.bias)))
    parts.append(signed(sums.bias))
    lines.append(together(parts, sums.total))
    if sums.total < 0 <= sums.value:
        lines.append(cut())
    else:
        lines.append(t("That is the pixel: **{value}**.", value=exact(sums.value)))
    st.markdown("\n".join(f"- {line}" for line in lines))


def together(parts: list[str], total: float) -> str:
    """Tell what numbers, written with their signs, add up to."""
    return t("Together: {sum}.", sum=f"{' '.join(parts)} = {exact(total)}")


def cut() -> str:
    """Tell what ReLU makes of a number below 0."""
    return t("ReLU makes 0 of what is below 0: **0**.")


def exact(value: float) -> str:
    """Write a number with two decimals; what rounds to 0 has no sign."""
    return number(round(value, DECIMALS) + 0.0, DECIMALS)


def signed(value: float) -> str:
    """Write a number as it is added to others."""
    rounded = round(value, DECIMALS)
    sign = "−" if rounded < 0 else "+"  # noqa: RUF001  the mathematical sign
    return f"{sign} {number(abs(rounded), DECIMALS)}"


def number_table(
    values: NDArray[np.float32], caption: str, *, marked: bool = False
) -> Markup:
    """Return numbers as a small table, each on a colour of its size.

    Args:
        values: (rows, columns).
        caption: In the visitor's language.
        marked: Whether the highest number stands out.
    """
    highest = divmod(int(values.argmax()), values.shape[1]) if marked else None
    largest = float(np.abs(values).max())
    rows = [
        Row(
            None,
            [
                number_cell(float(value), largest, best=(row, column) == highest)
                for column, value in enumerate(numbers)
            ],
        )
        for row, numbers in enumerate(values)
    ]
    wide = " wide" if values.shape[1] > MOST_COLUMNS else ""
    return scrolled(table([], rows, caption=caption, class_=f"worked{wide}"))


def number_cell(value: float, largest: float, *, best: bool = False) -> Cell:
    """Return a cell with a number on a colour: blue above 0, orange below.

    Args:
        value: The number.
        largest: The size of a number that has the full colour.
        best: Whether it stands out.
    """
    sign = "below" if value < 0 else "above"
    return Cell(
        exact(value),
        {
            "class": f"{sign} best" if best else sign,
            "style": f"--part: {abs(value) / max(largest, 1e-9):.2f}",
        },
    )
