"""Components that have an HTML, CSS and JavaScript of our own."""

from pathlib import Path
from typing import Any

import streamlit as st


def own_component(module: str, name: str, html: str) -> Any:
    """Register a component whose style and script stand next to its module.

    Args:
        module: The module's ``__file__``: its name, with ``.css`` and ``.js``, is that
            of the style and of the script.
        name: By which Streamlit knows the component; unique in the app.
        html: What the component's script finds in the page.

    Returns:
        The function that draws it.
    """
    path = Path(module)
    return st.components.v2.component(
        name,
        html=html,
        css=path.with_suffix(".css").read_text(encoding="utf-8"),
        js=path.with_suffix(".js").read_text(encoding="utf-8"),
    )


def chosen_cell(value: object, rows: int, columns: int) -> tuple[int, int] | None:
    """Return the row and the column of a press on a grid; None where it has no such.

    Args:
        value: What the component's script sent. It comes from a browser, and can be
            anything.
        rows: Rows of the grid.
        columns: Columns of the grid.
    """
    match value:
        case [int(row), int(column)] if row in range(rows) and column in range(columns):
            return row, column
    return None
