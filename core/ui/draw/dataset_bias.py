"""Why it read a 1 as a 7: whose digits a network has learned from."""

import json

import streamlit as st

from core import prediction
from core.datasets import loader
from core.errors import DataError
from core.explain.nearest_images import nearest
from core.prediction import Reading
from core.ui.components.gallery import Tile, gallery
from core.ui.components.lazy_expander import fold
from core.ui.html import Cell, Row, scrolled, table
from core.ui.text import lessons
from core.ui.text.error_messages import sentence
from core.ui.text.translate import percent, t

FIGURES = prediction.ASSETS / "handwriting.json"
# As the file of figures spells them.
NETWORKS = ("article", "shipped")
NEAREST = 3


def panel() -> None:
    """Draw the lesson, and how well two networks read several writers."""
    st.header(t("Why did it read my 1 as a 7?"))
    lessons.panel("bias")
    _accuracies()


def beside(reading: Reading | None) -> None:
    """Show the drawing next to its nearest digits of MNIST, folded away.

    Args:
        reading: What was read; None while there is nothing.
    """
    opened = fold(
        t("Your drawing next to MNIST’s"), key="bias_nearest", icon=":material/compare:"
    )
    with opened:
        # Searched only while it is open: the search takes about 0.15 s.
        if opened.open:
            _beside(reading)


def _beside(reading: Reading | None) -> None:
    if reading is None:
        st.caption(t("Draw a digit as you write it, and see its nearest relatives."))
        return
    article = int(prediction.article().probabilities(reading.seen[None]).argmax())
    own = reading.probabilities.argmax()
    st.markdown(
        t(
            "The article’s network, which knows MNIST alone, reads your drawing as "
            "{article}; the one that answers here as {own}.",
            article=f"**{article}**",
            own=f"**{own if reading.digit is not None else '?'}**",
        )
    )
    try:
        source = loader.available()
        images = loader.training_images(source)
        labels = loader.training_labels(source)
    except DataError as error:
        st.warning(sentence(error))
        return
    places = nearest(reading.seen, images, labels, NEAREST)
    gallery(
        [
            Tile(
                images[place],
                caption=str(label),
                alt=t("One of MNIST’s nearest to yours: a {label}.", label=label),
            )
            for rank in range(NEAREST)
            for label, place in enumerate(places[:, rank])
        ],
        key="bias_gallery",
        label=t("The nearest digits of each class."),
    )
    st.caption(
        t(
            "The three of each class that differ least from yours, pixel by pixel. "
            "Is one of them written as you write?"
        )
    )


def _accuracies() -> None:
    """Draw how well the article's network and the shipped one read several writers."""
    rows = json.loads(FIGURES.read_text(encoding="utf-8"))
    names = {
        "mnist": t("MNIST’s test digits (United States)"),
        "writers": t("Six writers that neither network has seen (Turkey)"),
        "drawn": t("Digits drawn on a screen by one person"),
        "styles": t(
            "European styles, drawn by a program that Trazo’s network practised on"
        ),
    }
    figures = table(
        [t("Who wrote"), t("the article’s"), t("Trazo’s")],
        [
            Row(
                name,
                [Cell(percent(rows[key][network])) for network in NETWORKS],
                {"class": "long"},
            )
            for key, name in names.items()
        ],
        class_="runs",
    )
    with st.container(key="bias_figures"):
        label = t("Digits read right, by network and by who wrote them")
        st.html(scrolled(figures, label))
        st.caption(t("Digits read right, by network and by who wrote them."))
