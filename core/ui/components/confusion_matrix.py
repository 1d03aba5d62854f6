"""A confusion matrix of buttons: press a cell to see what is in it."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.ui.components.charts import TRAINING_COLOUR, VALIDATION_COLOUR
from core.ui.components.own_component import chosen_cell, own_component
from core.ui.state.session import reported

_component = own_component(
    __file__,
    "trazo_matrix",
    "<div class='matrix'></div>",
)


def matrix(
    counts: NDArray[np.int64],
    *,
    key: str,
    label: str,
    rows: str,
    columns: str,
    names: Sequence[str],
    describe: Callable[[int, int], str],
    chosen: tuple[int, int] | None = None,
    on_choose: Callable[[int, int], None],
) -> None:
    """Draw a confusion matrix.

    Args:
        counts: (n, n); rows are true, columns were answered.
        key: Of the container.
        label: Of the whole, for a screen reader.
        rows: What the rows are.
        columns: What the columns are.
        names: What each row, and the column of the same place, is called.
        describe: Says a cell in words, given its row and its column.
        chosen: Row and column of the cell that is chosen.
        on_choose: Called with row and column of the cell that is pressed, before the
            page is drawn again.
    """
    places = range(len(counts))

    def choose() -> None:
        cell = chosen_cell(reported(component_key, "cell"), len(counts), len(counts))
        if cell is not None:
            on_choose(*cell)

    component_key = f"{key}-matrix"
    with st.container(key=key):
        _component(
            key=component_key,
            data={
                "counts": counts.tolist(),
                "strengths": strengths(counts).tolist(),
                "descriptions": [
                    [describe(row, column) for column in places] for row in places
                ],
                "label": label,
                "names": list(names),
                "rows": rows,
                "columns": columns,
                "chosen": chosen,
                "right": list(bytes.fromhex(TRAINING_COLOUR[1:])),
                "wrong": list(bytes.fromhex(VALIDATION_COLOUR[1:])),
            },
            on_cell_change=choose,
        )


def strengths(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how strongly each cell is coloured, (n, n) in [0, 1].

    On the diagonal that is the share of its row. A mistake is measured by the most
    frequent one; the root keeps a single one visible.
    """
    right = np.eye(len(counts), dtype=bool)
    row_sums = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    most = max(int(counts[~right].max()), 1)
    return np.where(right, counts / row_sums, np.sqrt(counts / most))
