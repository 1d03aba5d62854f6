"""One pixel of a feature map, worked out in numbers."""

from dataclasses import replace
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import inside
from core.inside import Activated, Arithmetic
from core.ui.pixels import pixels
from core.ui.session import session
from core.ui.text import number, t

DECIMALS = 2


def show(layer: Activated) -> None:
    """Draw the chosen map with a pixel marked, and how that pixel comes about.

    Args:
        layer: The one that the session looks at.
    """
    view = session().inside
    height, width = layer.values.shape[:2]
    row, column = min(view.row, height - 1), min(view.column, width - 1)
    one_map = layer.values[..., view.channel]
    largest = max(float(one_map.max()), 1e-9)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        pixels(
            np.round(255 * np.clip(one_map / largest, 0, 1)).astype(np.uint8),
            key="inside_pixel",
            label=t(
                "Feature map {n}, row {row}, column {column}. Arrow keys move.",
                n=view.channel + 1,
                row=row + 1,
                column=column + 1,
            ),
            chosen=(row, column),
            on_choose=_keep,
        )
        st.caption(t("Press a pixel, or move with the arrow keys."))
    with right, st.container(key="inside_arithmetic"):
        _worked_out(inside.arithmetic(layer, row, column, view.channel))


def _keep(row: int, column: int) -> None:
    visit = session()
    visit.inside = replace(visit.inside, row=row, column=column)


def _worked_out(sums: Arithmetic) -> None:
    if sums.weights is None:
        st.html(_table(sums.patch[..., 0], t("The square")))
        st.markdown(
            t("The highest of them: **{value}**.", value=number(sums.value, DECIMALS))
        )
        return
    products = sums.patch * sums.weights
    by_picture = products.sum(axis=(0, 1))
    strongest = int(np.abs(by_picture).argmax())
    st.html(
        "<div class='sums'>"
        + _table(sums.patch[..., strongest], t("What the window sees"))
        + "<span>×</span>"
        + _table(sums.weights[..., strongest], t("The filter"))
        + "</div>"
    )
    rest = float(by_picture.sum() - by_picture[strongest])
    parts = [number(float(by_picture[strongest]), DECIMALS)]
    if len(by_picture) > 1:
        parts.append(_signed(rest))
    parts.append(_signed(sums.bias))
    lines = [
        t(
            "Each number times the one in its place, and all added up: {sum}.",
            sum=parts[0],
        )
    ]
    if len(by_picture) > 1:
        lines.append(
            t(
                "The same with the other {n} pictures that reach it: {sum}.",
                n=number(len(by_picture) - 1),
                sum=number(rest, DECIMALS),
            )
        )
    lines.append(t("The bias of the filter: {bias}.", bias=number(sums.bias, DECIMALS)))
    lines.append(
        t("Together: {sum}.", sum=f"{' '.join(parts)} = {number(sums.total, DECIMALS)}")
    )
    if sums.total < 0 <= sums.value:
        lines.append(t("ReLU makes 0 of what is below 0: **0**."))
    else:
        lines.append(
            t("That is the pixel: **{value}**.", value=number(sums.value, DECIMALS))
        )
    st.markdown("\n".join(f"- {line}" for line in lines))


def _signed(value: float) -> str:
    sign = "−" if value < 0 else "+"  # noqa: RUF001  the mathematical sign
    return f"{sign} {number(abs(value), DECIMALS)}"


def _table(values: NDArray[np.float32], caption: str) -> str:
    """Return numbers as a small table, each on a colour of its size."""
    largest = max(float(np.abs(values).max()), 1e-9)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td style='--part: {abs(value) / largest:.2f}' "
            f"class='{'below' if value < 0 else 'above'}'>"
            f"{number(float(value), DECIMALS)}</td>"
            for value in row
        )
        + "</tr>"
        for row in values
    )
    return f"<table><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>"
