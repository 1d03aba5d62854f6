"""How the answers to one digit change while a network learns, as a chart."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.runs.snapshots import Snapshot
from core.ui.components.charts import TRAINING_COLOUR, VALIDATION_COLOUR
from core.ui.text.translate import number, percent, separators, t

HEIGHT = 240
# A label at every so many columns, or they would run into each other.
MOST_LABELS = 6


def figure(
    moments: Sequence[Snapshot],
    pin: int,
    *,
    label: int | None,
    names: Sequence[str],
    batches_per_epoch: int,
    chosen: int,
    run_id: str,
) -> dict[str, Any]:
    """Draw a row for each class: the darker, the surer the network is of it.

    A column is a moment, and the first epoch has most of them: time is stretched where
    most happens.

    Args:
        moments: Of the run, from the first.
        pin: Place of the digit among the pinned ones.
        label: What its writer meant, whose row is marked; None if unknown.
        names: What the classes are called.
        batches_per_epoch: Of the run.
        chosen: Place of the moment that is looked at.
        run_id: A zoom is kept as long as this stays the same.
    """
    return {
        "data": [_heatmap(moments, pin, batches_per_epoch, len(names))],
        "layout": {
            "height": HEIGHT,
            "separators": separators(),
            "margin": {"l": 28, "r": 8, "t": 8, "b": 44},
            "xaxis": _axis_of_moments(moments, batches_per_epoch),
            "yaxis": _axis_of_classes(label, names),
            "shapes": [
                {
                    "type": "rect",
                    "x0": chosen - 0.5,
                    "x1": chosen + 0.5,
                    "y0": -0.5,
                    "y1": len(names) - 0.5,
                    "line": {"color": VALIDATION_COLOUR, "width": 2},
                }
            ],
            "dragmode": False,
            "uirevision": run_id,
        },
    }


def _heatmap(
    moments: Sequence[Snapshot], pin: int, batches_per_epoch: int, classes: int
) -> dict[str, Any]:
    shares = np.stack([moment.probabilities[pin] for moment in moments], axis=1)
    times = [moment_name(moment.batch, batches_per_epoch) for moment in moments]
    return {
        "type": "heatmap",
        "x": list(range(len(moments))),
        "y": list(range(classes)),
        "z": shares.round(4).tolist(),
        "customdata": [times] * classes,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "rgba(59, 130, 246, 0)"], [1, TRAINING_COLOUR]],
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": "%{y}: %{z:.1%}<br>%{customdata}<extra></extra>",
    }


def _axis_of_moments(
    moments: Sequence[Snapshot], batches_per_epoch: int
) -> dict[str, Any]:
    every = -(-len(moments) // MOST_LABELS)
    return {
        "tickvals": list(range(len(moments)))[::every],
        "ticktext": [
            _short(moment.batch, batches_per_epoch) for moment in moments[::every]
        ],
        "tickangle": 0,
        "title": {"text": t("batches and epochs"), "font": {"size": 12}},
        "fixedrange": True,
        "range": [-0.5, len(moments) - 0.5],
    }


def _axis_of_classes(label: int | None, names: Sequence[str]) -> dict[str, Any]:
    return {
        "tickvals": list(range(len(names))),
        "automargin": True,
        "ticktext": [
            f"<b>{name} ▸</b>" if place == label else name
            for place, name in enumerate(names)
        ],
        "fixedrange": True,
        "showgrid": False,
        "range": [-0.5, len(names) - 0.5],
    }


def in_words(
    moments: Sequence[Snapshot], pin: int, chosen: int, names: Sequence[str]
) -> str:
    """Say what the network answered at first, and at the moment that is looked at."""
    first, now = moments[0].probabilities[pin], moments[chosen].probabilities[pin]
    return t(
        "First answer: {first} ({first_share}). At this moment: {now} ({share}).",
        first=names[int(first.argmax())],
        first_share=percent(float(first.max())),
        now=names[int(now.argmax())],
        share=percent(float(now.max())),
    )


def moment_name(batch: int, batches_per_epoch: int) -> str:
    """Name a moment in words."""
    if not batch:
        return t("before the first batch")
    epoch, rest = divmod(batch, batches_per_epoch)
    if not rest:
        return t("end of epoch {epoch}", epoch=number(epoch))
    if not epoch:
        return t("batch {batch}", batch=number(batch))
    return t(
        "epoch {epoch}, batch {batch}", epoch=number(epoch + 1), batch=number(rest)
    )


def _short(batch: int, batches_per_epoch: int) -> str:
    """Name a moment in a few letters, for an axis."""
    if batch < batches_per_epoch:
        return number(batch)
    return t("ep. {epoch}", epoch=number(round(batch / batches_per_epoch, 1), 1))


def largest_weight(moments: Sequence[Snapshot]) -> float:
    """Return the size of the largest weight of all moments."""
    return max(float(np.abs(moment.filters).max()) for moment in moments)
