"""The chart of how many digits are read right the more they are disturbed."""

from typing import Any

from core.evaluation.robustness import Robustness
from core.settings.network import CLASSES
from core.ui.components.charts import (
    HEIGHT,
    LEGEND,
    QUIET_COLOUR,
    TRAINING_COLOUR,
    VALIDATION_COLOUR,
)
from core.ui.text.translate import separators, t


def figure(measured: Robustness, strength: float, title: str) -> dict[str, Any]:
    """Draw how many digits are read right the more they are disturbed.

    Args:
        measured: The curve.
        strength: Where the visitor's own digit stands, which is marked.
        title: Of the strengths, with their unit.
    """
    ends = [float(measured.strengths[0]), float(measured.strengths[-1])]
    return {
        "data": [
            {
                "type": "scatter",
                "name": t("guessing"),
                "x": ends,
                "y": [1 / CLASSES] * 2,
                "mode": "lines",
                "line": {"color": QUIET_COLOUR, "width": 2, "dash": "dot"},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "name": t("read right"),
                "x": measured.strengths.tolist(),
                "y": measured.accuracies.tolist(),
                "mode": "lines+markers",
                "line": {"color": TRAINING_COLOUR, "width": 2},
                "marker": {"size": 7},
                "hovertemplate": "%{x}: %{y:.1%}<extra></extra>",
            },
            {
                "type": "scatter",
                "name": t("your slider"),
                "x": [strength],
                "y": [measured.at(strength)],
                "mode": "markers",
                "marker": {"size": 14, "color": VALIDATION_COLOUR},
                "hoverinfo": "skip",
            },
        ],
        "layout": _layout(measured, title),
    }


def _layout(measured: Robustness, title: str) -> dict[str, Any]:
    return {
        "height": HEIGHT,
        "separators": separators(),
        "margin": {"l": 48, "r": 12, "t": 32, "b": 40},
        "legend": {**LEGEND, "traceorder": "reversed"},
        "xaxis": {
            "title": {"text": title},
            # On a phone there is no room for all of them.
            "tickvals": measured.strengths[::2].tolist(),
            "tickangle": 0,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [0, 1.04],
            "fixedrange": True,
            "nticks": 6,
            "ticklabelstandoff": 6,
            "tickformat": ".0%",
        },
        "dragmode": False,
    }
