"""The map of test digits, laid out by the network's numbers; points can be pressed."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import loader
from core.explain.embedding import EmbeddingMap, Method
from core.settings.network import CLASSES
from core.ui.components import plotly_chart
from core.ui.components.bound_choice import bound_choice
from core.ui.components.gallery import Tile, gallery
from core.ui.state.session import session
from core.ui.text.translate import number, percent, t, tn

HEIGHT = 460
# One a digit: 3:1 or more on both backgrounds. Ten cannot all be distinct, so each
# cluster has its name in the middle; those that are often mixed up are far apart.
COLOURS = (
    *("#3b82f6", "#7a828e", "#0d9488", "#dc2626", "#c026d3"),
    *("#8a7300", "#4d8b1f", "#e8590c", "#8b5cf6", "#0891b2"),
)
STAR = {"color": "#facc15", "line": {"color": "#15181d", "width": 1.5}}


def show(
    study: EmbeddingMap, hidden: NDArray[np.float32], source: loader.Source
) -> None:
    """Draw the map with the drawing on it.

    Args:
        study: Of the network that answers.
        hidden: Its numbers for the drawing.
        source: Where the test digits come from.
    """
    _choose_method()
    method = session().inside.alike.method
    star = study.place(hidden, method)
    plotly_chart.chart(
        _figure(study, method, star),
        key="alike_map",
        alt=_in_words(study, method, star),
        on_choose=lambda place: _choose(study, place),
    )
    _chosen(study, source)
    st.caption(_explained(study, method))


def _choose_method() -> None:
    names = {Method.TSNE: t("By neighbours (t-SNE)"), Method.PCA: t("Flattened (PCA)")}
    bound_choice(
        t("How the map is laid out"),
        names,
        t(
            "A map has two directions, the network’s lists have many more. Each way of "
            "laying them flat keeps something and loses the rest."
        ),
        key="alike_method",
        field="inside.alike.method",
        wrap=True,
    )


def _choose(study: EmbeddingMap, place: int) -> None:
    visit = session()
    if place in range(len(study.test)):
        visit.inside.alike = replace(visit.inside.alike, digit=int(study.test[place]))


def _place(study: EmbeddingMap) -> int | None:
    """Return where on this network's map the chosen digit is; None where it is not."""
    found = np.flatnonzero(study.test == session().inside.alike.digit)
    return int(found[0]) if len(found) else None


def _chosen(study: EmbeddingMap, source: loader.Source) -> None:
    """Draw the test digit that was pressed."""
    place = _place(study)
    if place is None:
        st.caption(t("Press a point to see its digit."))
        return
    said = _said(study, place)
    images, _ = loader.test_digits(source)
    gallery(
        [Tile(images[study.test[place]], caption=said, alt=said)],
        key="alike_chosen",
        label=t("The test digit that you have pressed."),
    )


def _said(study: EmbeddingMap, place: int) -> str:
    label, answer = int(study.test_labels[place]), int(study.test_answers[place])
    if label == answer:
        return t("A {label}, read right", label=label)
    return t("A {label}, read as {answer}", label=label, answer=answer)


def _figure(
    study: EmbeddingMap, method: Method, star: NDArray[np.float32]
) -> dict[str, Any]:
    positions, wrong = study.positions(method), study.wrong
    traces = [_right(study, positions, digit) for digit in range(CLASSES)]
    places = np.flatnonzero(wrong)
    if len(places):
        traces.append(
            {
                **_points(positions, places),
                "name": t("read wrong"),
                "text": [_said(study, int(place)) for place in places],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {
                    "symbol": "x",
                    "size": 10,
                    "color": [COLOURS[label] for label in study.test_labels[places]],
                    "line": {"color": "#15181d", "width": 1},
                },
                "showlegend": True,
            }
        )
    chosen = _place(study)
    if chosen is not None:
        traces.append(
            {
                **_points(positions, np.array([chosen])),
                "hoverinfo": "skip",
                "marker": {
                    "symbol": "circle-open",
                    "size": 18,
                    "color": COLOURS[int(study.test_labels[chosen])],
                    "line": {"width": 3},
                },
            }
        )
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
            "annotations": [
                {
                    "x": x,
                    "y": y,
                    "text": f"<b>{digit}</b>",
                    "font": {"size": 22},
                    "showarrow": False,
                    "captureevents": False,
                }
                for digit, (x, y) in _middles(study, positions).items()
            ],
        },
    }


def _right(
    study: EmbeddingMap, positions: NDArray[np.float32], digit: int
) -> dict[str, Any]:
    """Draw the digits of one class that are read right."""
    own = (study.test_labels == digit) & ~study.wrong
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
    study: EmbeddingMap, positions: NDArray[np.float32]
) -> dict[int, tuple[float, float]]:
    """Return where the middle of each class is that has digits on the map."""
    middles = {}
    for digit in range(CLASSES):
        own = positions[study.test_labels == digit]
        if len(own):
            x, y = np.median(own, axis=0)
            middles[digit] = float(x), float(y)
    return middles


def _in_words(study: EmbeddingMap, method: Method, star: NDArray[np.float32]) -> str:
    """Say what the map shows, and among which digits the drawing is on it."""
    apart = study.positions(method) - star
    nearest = int(np.einsum("ij,ij->i", apart, apart).argmin())
    return " ".join(
        (
            t(
                "A map of {count} test digits, coloured by digit.",
                count=number(len(study.test)),
            ),
            tn(
                "{n} of them is read wrong.",
                "{n} of them are read wrong.",
                int(study.wrong.sum()),
            ),
            t(
                "Your drawing, a star, is next to a {label}.",
                label=int(study.test_labels[nearest]),
            ),
        )
    )


def _explained(study: EmbeddingMap, method: Method) -> str:
    """Say what this map shows, and what it does not."""
    if method is Method.PCA:
        return t(
            "Like the shadow of a cloud of points: PCA keeps the two directions in "
            "which the network’s lists differ most. They hold {share} of the "
            "differences: clouds that overlap here may be far apart in the others.",
            share=percent(study.share, 0),
        )
    return t(
        "t-SNE puts digits that the network finds alike side by side. Look at who is "
        "next to whom; how far apart two clouds are, or how large they are, "
        "[says little](https://distill.pub/2016/misread-tsne/). Your drawing came "
        "later: it stands amid the ten test digits that it is most like."
    )
