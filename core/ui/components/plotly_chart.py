"""Plotly charts that stay themselves while their data change.

`st.plotly_chart` of Streamlit 1.67 makes a chart's figure part of its identity, even
where it has a key: each new point throws the chart away and builds another, which
flickers, loses the zoom and takes time from a training on the same machine. This
component gives the browser the new figure instead. Plotly's own library comes from the
pinned `plotly` package.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from core.ui.state.session import reported, session
from core.ui.streamlit_compat import app_root, plotly_library

_component = st.components.v2.component(
    "trazo_plotly",
    html="<div class='trazo-chart'></div>",
    js=app_root.SCRIPT
    + (Path(__file__).parent / "plotly_chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def chart(
    figure: dict[str, Any],
    *,
    key: str,
    alt: str,
    on_choose: Callable[[int], None] | None = None,
) -> None:
    """Draw a figure, or bring the one that is drawn under this key up to date.

    Args:
        figure: ``data`` and ``layout``, as Plotly.js wants them; ``layout.height`` in
            pixels. Where ``layout.uirevision`` stays the same, so does a zoom.
        key: Of the container.
        alt: The same in words.
        on_choose: Called with the whole number in the `customdata` of the point that
            is pressed, before the page is drawn again. It comes from a browser. A
            chart has it always or never.
    """
    component_key = f"{key}-plotly"
    callbacks: dict[str, Any] = {}

    def choose() -> None:
        point = reported(component_key, "point")
        if on_choose is not None and isinstance(point, int):
            on_choose(point)

    if on_choose is not None:
        callbacks["on_point_change"] = choose
    with st.container(key=key):
        _component(
            key=component_key,
            # In a list, as Streamlit would look for tables in a dict.
            data=[
                {
                    "figure": figure,
                    "alt": alt,
                    "path": plotly_library.PATH,
                    "projected": session().link.projected,
                }
            ],
            **callbacks,
        )


def prepare() -> None:
    """Have the browser load Plotly before there is anything to draw."""
    _component(
        key="plotly-library", data=[{"figure": None, "path": plotly_library.PATH}]
    )
