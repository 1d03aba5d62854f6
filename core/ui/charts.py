"""The charts, as plain Plotly figures; the same colours on every page."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.history import Curve
from core.ui.text import percent, separators, t

# Both stand out by 3:1 or more on the light and on the dark background.
TRAINING_COLOUR = "#3b82f6"
VALIDATION_COLOUR = "#e8590c"
QUIET_COLOUR = "#8a9099"
HEIGHT = 260


def learning(
    title: str,
    training: Curve,
    validation: Curve,
    *,
    run_id: str,
    as_percent: bool,
) -> dict[str, Any]:
    """Draw one measure of a run over its epochs.

    Args:
        title: The measure.
        training: A point a batch, or a group of batches.
        validation: A point an epoch.
        run_id: A zoom is kept as long as this stays the same.
        as_percent: Whether the measure is a share.
    """
    return {
        "data": [
            _line(t("training"), training, TRAINING_COLOUR, "lines"),
            _line(t("validation"), validation, VALIDATION_COLOUR, "lines+markers"),
        ],
        "layout": {
            "title": {"text": title, "font": {"size": 16}, "x": 0},
            "height": HEIGHT,
            "margin": {"l": 48, "r": 8, "t": 44, "b": 40},
            "uirevision": run_id,
            "separators": separators(),
            "legend": {
                "orientation": "h",
                "x": 1,
                "xanchor": "right",
                "y": 1.02,
                "yanchor": "bottom",
            },
            "xaxis": {
                "title": {"text": t("epoch")},
                "rangemode": "tozero",
                "nticks": 8,
            },
            "yaxis": {
                "rangemode": "tozero",
                "ticklabelstandoff": 6,
                "tickformat": ".0%" if as_percent else None,
            },
            "hovermode": "x unified",
        },
    }


def _line(name: str, curve: Curve, colour: str, mode: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "x": curve.epochs.tolist(),
        "y": curve.values.round(5).tolist(),
        "mode": mode,
        "line": {"color": colour, "width": 2},
        "marker": {"size": 7},
    }


def probabilities(values: NDArray[np.float32]) -> dict[str, Any]:
    """Draw the ten probabilities, the highest one in colour.

    Args:
        values: Softmax, shape (10,).
    """
    best = int(values.argmax())
    shares = [float(value) for value in values]
    return {
        "data": [
            {
                "type": "bar",
                "x": [str(digit) for digit in range(10)],
                "y": shares,
                "text": [
                    percent(share, 0) if share >= 0.005 else "" for share in shares
                ],
                "textposition": "outside",
                "cliponaxis": False,
                "hovertemplate": "%{x}: %{y:.2%}<extra></extra>",
                "marker": {
                    "color": [
                        TRAINING_COLOUR if digit == best else QUIET_COLOUR
                        for digit in range(10)
                    ]
                },
            }
        ],
        "layout": {
            "height": 200,
            "separators": separators(),
            "margin": {"l": 4, "r": 4, "t": 24, "b": 24},
            "xaxis": {"type": "category", "fixedrange": True},
            "yaxis": {"range": [0, 1], "visible": False, "fixedrange": True},
            "dragmode": False,
        },
    }
