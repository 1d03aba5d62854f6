"""The map of test digits, laid out by the network's numbers; points can be pressed."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import loader
from core.explain.embedding import EmbeddingMap, Method
from core.ui.components import plotly_chart
from core.ui.components.bound_choice import bound_choice
from core.ui.components.gallery import Tile, gallery
from core.ui.inside import embedding_chart
from core.ui.state.session import session
from core.ui.text.translate import number, percent, t, tn


def panel(
    embedding: EmbeddingMap, hidden: NDArray[np.float32], source: loader.Source
) -> None:
    """Draw the map with the drawing on it.

    Args:
        embedding: Of the network that answers.
        hidden: Its numbers for the drawing.
        source: Where the test digits come from.
    """
    _choose_method()
    method = session().inside.embedding.method
    star = embedding.place(hidden, method)
    plotly_chart.chart(
        embedding_chart.figure(embedding, method, star, _place(embedding)),
        key="alike_map",
        alt=_in_words(embedding, method, star),
        on_choose=lambda place: _choose(embedding, place),
    )
    _chosen(embedding, source)
    st.caption(_explained(embedding, method))


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
        field="inside.embedding.method",
        wrap=True,
    )


def _choose(embedding: EmbeddingMap, place: int) -> None:
    visit = session()
    if place in range(len(embedding.test)):
        visit.inside.embedding = replace(
            visit.inside.embedding, digit=int(embedding.test[place])
        )


def _place(embedding: EmbeddingMap) -> int | None:
    """Return where on this network's map the chosen digit is; None where it is not."""
    found = np.flatnonzero(embedding.test == session().inside.embedding.digit)
    return int(found[0]) if len(found) else None


def _chosen(embedding: EmbeddingMap, source: loader.Source) -> None:
    """Draw the test digit that was pressed."""
    place = _place(embedding)
    if place is None:
        st.caption(t("Press a point to see its digit."))
        return
    said = embedding_chart.answer_in_words(embedding, place)
    images, _ = loader.test_digits(source)
    gallery(
        [Tile(images[embedding.test[place]], caption=said, alt=said)],
        key="alike_chosen",
        label=t("The test digit that you have pressed."),
    )


def _in_words(
    embedding: EmbeddingMap, method: Method, star: NDArray[np.float32]
) -> str:
    """Say what the map shows, and among which digits the drawing is on it."""
    apart = embedding.positions(method) - star
    nearest = int(np.einsum("ij,ij->i", apart, apart).argmin())
    return " ".join(
        (
            t(
                "A map of {count} test digits, coloured by digit.",
                count=number(len(embedding.test)),
            ),
            tn(
                "{n} of them is read wrong.",
                "{n} of them are read wrong.",
                int(embedding.wrong.sum()),
            ),
            t(
                "Your drawing, a star, is next to a {label}.",
                label=int(embedding.test_labels[nearest]),
            ),
        )
    )


def _explained(embedding: EmbeddingMap, method: Method) -> str:
    """Say what this map shows, and what it does not."""
    if method is Method.PCA:
        return t(
            "Like the shadow of a cloud of points: PCA keeps the two directions in "
            "which the network’s lists differ most. They hold {share} of the "
            "differences: clouds that overlap here may be far apart in the others.",
            share=percent(embedding.share, 0),
        )
    return t(
        "t-SNE puts digits that the network finds alike side by side. Look at who is "
        "next to whom; how far apart two clouds are, or how large they are, "
        "[says little](https://distill.pub/2016/misread-tsne/). Your drawing came "
        "later: it stands amid the ten test digits that it is most like."
    )
