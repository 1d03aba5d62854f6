"""The map of test digits as a chart: a point for each, a star for the drawing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.explain.embedding import EmbeddingMap, Method
from core.settings.network import CLASSES
from core.ui.text.translate import t

HEIGHT = 460
# One a digit: 3:1 or more on both backgrounds. Ten cannot all be distinct, so each
# cluster has its name in the middle; those that are often mixed up are far apart.
COLOURS = (
    *("#3b82f6", "#7a828e", "#0d9488", "#dc2626", "#c026d3"),
    *("#8a7300", "#4d8b1f", "#e8590c", "#8b5cf6", "#0891b2"),
)
STAR = {"color": "#facc15", "line": {"color": "#15181d", "width": 1.5}}


def figure(
    embedding: EmbeddingMap,
    method: Method,
    star: NDArray[np.float32],
    chosen: int | None,
) -> dict[str, Any]:
    """Draw the map.

    Args:
        embedding: Of the network that answers.
        method: How the digits are laid out.
        star: Where the drawing is, (2,).
        chosen: Place of the digit that is looked at; None for none.
    """
    positions = embedding.positions(method)
    traces = [_right(embedding, positions, digit) for digit in range(CLASSES)]
    if embedding.wrong.any():
        traces.append(_wrong(embedding, positions))
    if chosen is not None:
        traces.append(_ring(embedding, positions, chosen))
    traces.append(
        {
            **_points(star[None], np.array([0])),
            "customdata": None,
            "name": t("your drawing"),
            "hovertemplate": "%{fullData.name}<extra></extra>",
            "marker": {"symbol": "star", "size": 22, **STAR},
            "showlegend": True,
        }
    )
    axis = {"visible": False, "fixedrange": True}
    return {
        "data": traces,
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 4, "r": 4, "t": 36, "b": 4},
            "showlegend": True,
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 1.01,
                "yanchor": "bottom",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "xaxis": axis,
            "yaxis": axis,
            "hovermode": "closest",
            "dragmode": False,
            "annotations": _class_names(embedding, positions),
        },
    }


def answer_in_words(embedding: EmbeddingMap, place: int) -> str:
    """Say what a test digit is, and what the network read."""
    label, answer = (
        int(embedding.test_labels[place]),
        int(embedding.test_answers[place]),
    )
    if label == answer:
        return t("A {label}, read right", label=label)
    return t("A {label}, read as {answer}", label=label, answer=answer)


def _wrong(embedding: EmbeddingMap, positions: NDArray[np.float32]) -> dict[str, Any]:
    """Draw the digits that are read wrong."""
    places = np.flatnonzero(embedding.wrong)
    return {
        **_points(positions, places),
        "name": t("read wrong"),
        "text": [answer_in_words(embedding, int(place)) for place in places],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": "x",
            "size": 10,
            "color": [COLOURS[label] for label in embedding.test_labels[places]],
            "line": {"color": "#15181d", "width": 1},
        },
        "showlegend": True,
    }


def _ring(
    embedding: EmbeddingMap, positions: NDArray[np.float32], chosen: int
) -> dict[str, Any]:
    """Draw a ring around the digit that is looked at."""
    return {
        **_points(positions, np.array([chosen])),
        "hoverinfo": "skip",
        "marker": {
            "symbol": "circle-open",
            "size": 18,
            "color": COLOURS[int(embedding.test_labels[chosen])],
            "line": {"width": 3},
        },
    }


def _class_names(
    embedding: EmbeddingMap, positions: NDArray[np.float32]
) -> list[dict[str, Any]]:
    """Write each digit in the middle of its cluster."""
    return [
        {
            "x": x,
            "y": y,
            "text": f"<b>{digit}</b>",
            "font": {"size": 22},
            "showarrow": False,
            "captureevents": False,
        }
        for digit, (x, y) in _middles(embedding, positions).items()
    ]


def _right(
    embedding: EmbeddingMap, positions: NDArray[np.float32], digit: int
) -> dict[str, Any]:
    """Draw the digits of one class that are read right."""
    own = (embedding.test_labels == digit) & ~embedding.wrong
    return {
        **_points(positions, np.flatnonzero(own)),
        "name": str(digit),
        "hovertemplate": "%{fullData.name}<extra></extra>",
        "marker": {"size": 5, "opacity": 0.6, "color": COLOURS[digit]},
    }


def _points(positions: NDArray[np.float32], places: NDArray[np.intp]) -> dict[str, Any]:
    shown = positions[places].astype(float).round(3)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": shown[:, 0].tolist(),
        "y": shown[:, 1].tolist(),
        "customdata": places.tolist(),
        "showlegend": False,
    }


def _middles(
    embedding: EmbeddingMap, positions: NDArray[np.float32]
) -> dict[int, tuple[float, float]]:
    """Return where the middle of each class is that has digits on the map."""
    middles = {}
    for digit in range(CLASSES):
        own = positions[embedding.test_labels == digit]
        if len(own):
            x, y = np.median(own, axis=0)
            middles[digit] = float(x), float(y)
    return middles
