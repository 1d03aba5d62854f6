"""The charts, as plain Plotly figures; the same colours on every page."""

import html
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.runs.history import Curve, Curves
from core.settings.datasets import MNIST
from core.ui.state.page_state import Measure
from core.ui.text.probabilities import probability
from core.ui.text.translate import number, separators, t

# Both stand out by 3:1 or more on the light and on the dark background.
TRAINING_COLOUR = "#3b82f6"
VALIDATION_COLOUR = "#e8590c"
QUIET_COLOUR = "#8a9099"
# Apart in hue and in lightness, and 3:1 or more on both backgrounds.
RUN_COLOURS = ("#3b82f6", "#e8590c", "#0d9488", "#c026d3", "#8a7300")
HEIGHT = 260
DIGITS = tuple(str(digit) for digit in range(MNIST.classes))
# A name that does not fit is turned, and then needs room below.
CLASS_AXIS = {"type": "category", "fixedrange": True, "automargin": True}
# In one row above the right end of a chart.
LEGEND = {
    "orientation": "h",
    "x": 1,
    "xanchor": "right",
    "y": 1.02,
    "yanchor": "bottom",
}


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
        "layout": {**_over_epochs(title, as_percent), "uirevision": run_id},
    }


def _over_epochs(title: str, as_percent: bool) -> dict[str, Any]:
    """Return the layout of a measure over epochs."""
    return {
        "title": {"text": title, "font": {"size": 16}, "x": 0},
        "height": HEIGHT,
        "margin": {"l": 48, "r": 8, "t": 44, "b": 40},
        "separators": separators(),
        "legend": LEGEND,
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
    }


@dataclass(frozen=True)
class Compared:
    """A run among others on one chart.

    Attributes:
        name: What it is called.
        curves: As far as it has got.
    """

    name: str
    curves: Curves


def comparison(runs: Sequence[Compared], measure: Measure) -> dict[str, Any]:
    """Draw one measure of several runs over their epochs.

    Training is a line, validation the marks on a dotted one of the same colour.

    Args:
        runs: At most as many as there are colours, so that no two look alike.
        measure: Which one.
    """
    data = []
    for run, colour in zip(runs, itertools.cycle(RUN_COLOURS)):
        curves = run.curves
        # Plotly makes links of some HTML in a name, and shows `&lt;` as `<`.
        name = html.escape(run.name, quote=False)
        loss = measure is Measure.LOSS
        training = _line(
            name, curves.loss if loss else curves.accuracy, colour, "lines"
        )
        validation = _line(
            t("{run}, validation", run=name),
            curves.val_loss if loss else curves.val_accuracy,
            colour,
            "lines+markers",
        )
        validation["line"]["dash"] = "dot"
        validation["showlegend"] = False
        data += [training, validation]
    figure = _over_epochs("", measure is Measure.ACCURACY)
    figure["height"] = 320
    figure["uirevision"] = measure
    return {"data": data, "layout": figure}


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


def probabilities(
    values: NDArray[np.float32], names: Sequence[str] = DIGITS
) -> dict[str, Any]:
    """Draw the probability of each class, the highest one in colour.

    Args:
        values: Softmax, shape (classes,).
        names: Name of each class.
    """
    best = int(values.argmax())
    shares = [float(value) for value in values]
    return {
        "data": [
            {
                "type": "bar",
                "x": list(names),
                "y": shares,
                "text": [_on_bar(share) for share in shares],
                "textposition": "outside",
                # Plotly would make it as narrow as its bar: unreadable on a phone.
                "constraintext": "none",
                "cliponaxis": False,
                "hovertemplate": "%{x}: %{y:.2%}<extra></extra>",
                "marker": {
                    "color": [
                        TRAINING_COLOUR if place == best else QUIET_COLOUR
                        for place in range(len(shares))
                    ]
                },
            }
        ],
        "layout": {
            "height": 200,
            "separators": separators(),
            "margin": {"l": 4, "r": 4, "t": 24, "b": 24},
            "xaxis": CLASS_AXIS,
            "yaxis": {"range": [0, 1], "visible": False, "fixedrange": True},
            "dragmode": False,
        },
    }


def _on_bar(share: float) -> str:
    """Write a share next to its bar; one that is almost whole is not rounded to it."""
    if share < 0.005:
        return ""
    return probability(share, decimals=0 if share < 0.99 else 1)


def class_counts(
    training: NDArray[np.int64],
    test: NDArray[np.int64],
    names: Sequence[str] = DIGITS,
) -> dict[str, Any]:
    """Draw how many images of each class there are, those kept aside on top.

    Args:
        training: Shape (classes,).
        test: Shape (classes,).
        names: Name of each class.
    """
    return {
        "data": [
            _counts(t("to learn from"), training, TRAINING_COLOUR, names),
            _counts(t("kept aside"), test, VALIDATION_COLOUR, names),
        ],
        "layout": {
            "barmode": "stack",
            "height": HEIGHT,
            "separators": separators(),
            "margin": {"l": 48, "r": 8, "t": 32, "b": 24},
            "legend": {**LEGEND, "traceorder": "normal"},
            "xaxis": CLASS_AXIS,
            "yaxis": {"fixedrange": True, "nticks": 5, "tickformat": ",d"},
            "hovermode": "x unified",
            "dragmode": False,
        },
    }


def _counts(
    name: str, counts: NDArray[np.int64], colour: str, classes: Sequence[str]
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": list(classes),
        "y": counts.tolist(),
        "hovertemplate": "%{y:,d}",
        "marker": {"color": colour},
    }


def per_class(
    shares: NDArray[np.float64], floor: float, names: Sequence[str] = DIGITS
) -> dict[str, Any]:
    """Draw a share for each class, the lowest in the colour of what went wrong.

    Args:
        shares: Shape (classes,); NaN where there is none.
        floor: Share at which the bars begin.
        names: Name of each class.
    """
    lowest = np.nanmin(shares)
    return {
        "data": [
            {
                "type": "bar",
                "x": list(names),
                "y": [None if np.isnan(share) else float(share) for share in shares],
                # On a phone there is no room for ten percent signs.
                "text": [
                    "" if np.isnan(share) else number(100 * share, 1)
                    for share in shares
                ],
                "textposition": "outside",
                "textangle": 0,
                "textfont": {"size": 11},
                "cliponaxis": False,
                "hovertemplate": "%{x}: %{y:.2%}<extra></extra>",
                "marker": {
                    "color": [
                        VALIDATION_COLOUR if share == lowest else TRAINING_COLOUR
                        for share in shares
                    ]
                },
            }
        ],
        "layout": {
            "height": 240,
            "separators": separators(),
            "margin": {"l": 44, "r": 4, "t": 24, "b": 24},
            "xaxis": CLASS_AXIS,
            "yaxis": {
                "range": [floor, 1],
                "fixedrange": True,
                "nticks": 5,
                "tickformat": ".0%",
            },
            "dragmode": False,
        },
    }
