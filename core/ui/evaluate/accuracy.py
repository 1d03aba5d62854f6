"""How well the chosen network reads: the parts of the Evaluate page."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import loader
from core.datasets.loader import Source
from core.errors import DataError
from core.evaluation.metrics import Evaluation, evaluations
from core.ui.components import charts, plotly_chart
from core.ui.components.confusion_matrix import matrix
from core.ui.components.gallery import Tile, gallery
from core.ui.digit import model_picker
from core.ui.html import render
from core.ui.state.session import session
from core.ui.text.probabilities import probability
from core.ui.text.translate import number, percent, t, tn

MOST_IN_CELL = 20
CELL = """<p class="evaluate-cell" role="status">{{ words }}</p>"""
MISTAKES = 10
# Where the bars may begin, and the part of the room above that the lowest must fill.
FLOORS = (0.95, 0.9, 0.8, 0.5)
LEAST_FILLED = 0.2


@dataclass(frozen=True, eq=False)
class Judged:
    """The chosen network, judged by test digits.

    Attributes:
        evaluation: What it answered.
        images: What it was shown, (n, 28, 28) uint8.
        source: Whose test digits.
        learned_from: The data that it was trained on.
    """

    evaluation: Evaluation
    images: NDArray[np.uint8]
    source: Source
    learned_from: Source


def judge() -> Judged:
    """Test the chosen network on the test digits that are available now."""
    # First, for it may find that the run's network is gone.
    predictor = model_picker.predictor()
    run = session().chosen_run()
    path = model_picker.network_path()
    shipped = run is None or (run.lesson is not None and run.continues is None)
    # Trazo's own network has seen full MNIST, taught somebody's hand or not.
    learned_from = Source.MNIST if run is None or shipped else run.source

    def by(source: Source) -> Judged:
        images, _ = loader.test_digits(source)
        found = evaluations().get(path, predictor, source)
        return Judged(found, images, source, learned_from)

    with st.spinner(
        t("It is reading all the test digits; a large network needs a few seconds.")
    ):
        try:
            return by(loader.available())
        except DataError:
            return by(Source.SAMPLE)


def accuracy(judged: Judged) -> None:
    """Say how many test digits it reads right, and which digits those are."""
    found = judged.evaluation
    with st.container(key="evaluate_accuracy"):
        st.metric(
            t("Test accuracy"),
            percent(found.accuracy, 2),
            help=t(
                "The share of digits it has never trained on that it reads correctly."
            ),
        )
        right = t(
            "It reads {right} of {images} test digits right.",
            right=number(found.right),
            images=number(found.images),
        )
        whose = (
            t("These are the test digits of the full MNIST.")
            if judged.source is Source.MNIST
            else t(
                "These are the test digits of the small sample that comes with Trazo."
            )
        )
        st.markdown(f"{right} {whose}")
    match judged.learned_from, judged.source:
        case Source.MNIST, Source.SAMPLE:
            st.info(
                t(
                    "This result is too good: the network learned from the full "
                    "MNIST, and these digits were part of it. It has seen the exam."
                )
            )
        case Source.SAMPLE, Source.MNIST:
            st.info(
                t(
                    "This network learned from the small sample. Now it is tested on "
                    "the full MNIST, whose test digits it has never seen."
                )
            )


def per_digit(judged: Judged) -> None:
    """Draw the accuracy of each digit."""
    shares = judged.evaluation.recall
    most, least = float(np.nanmax(shares)), float(np.nanmin(shares))
    floor = bar_floor(least)
    plotly_chart.chart(
        charts.per_digit(shares, floor),
        key="evaluate_per_digit",
        alt=t("How many of each digit it reads right:")
        + " "
        + ", ".join(f"{digit}: {percent(share)}" for digit, share in enumerate(shares)),
    )
    words = t(
        "Easiest: {easiest} ({most}). Hardest: {hardest} ({least}).",
        easiest=_digits(shares == most),
        most=percent(most),
        hardest=_digits(shares == least),
        least=percent(least),
    )
    if floor:
        words += " " + t(
            "The bars begin at {floor}, not at 0, so that the differences show.",
            floor=percent(floor, 0),
        )
    st.markdown(words)


def _digits(chosen: NDArray[np.bool_]) -> str:
    return ", ".join(str(digit) for digit in np.flatnonzero(chosen))


def bar_floor(lowest: float) -> float:
    """Return where bars begin, so that the lowest can still be seen."""
    fitting = (f for f in FLOORS if lowest - f >= LEAST_FILLED * (1 - f))
    return next(fitting, 0.0)


@st.fragment
def confusion(judged: Judged) -> None:
    """Draw the confusion matrix, and the images of the cell that is chosen."""
    found, cell = judged.evaluation, session().evaluate.cell

    def describe(true: int, answered: int) -> str:
        return tn(
            "{true} answered as {answered}: {n} image",
            "{true} answered as {answered}: {n} images",
            int(found.confusion[true, answered]),
            true=true,
            answered=answered,
        )

    matrix(
        found.confusion,
        key="evaluate_confusion",
        label=t("Confusion matrix: rows are what was written, columns the answer."),
        rows=t("What was written"),
        columns=t("What the network answered"),
        describe=describe,
        chosen=cell,
        on_choose=_keep_cell,
    )
    words = _invitation(found) if cell is None else _cell_in_words(found, *cell)
    # A screen reader says what came without being asked.
    st.html(render(CELL, words=words))
    if cell is not None and found.confusion[cell]:
        gallery(
            _tiles(judged, found.at(*cell)[:MOST_IN_CELL]),
            key="evaluate_cell",
            label=words,
        )


def _keep_cell(true: int, answered: int) -> None:
    session().evaluate.cell = true, answered


def _invitation(found: Evaluation) -> str:
    worst = found.worst_confusion()
    if worst is None:
        return t("It made no mistake at all: every digit is on the diagonal.")
    return tn(
        "Its most frequent mistake: it read {true} as {answered}, {n} time. Press "
        "that cell to see it.",
        "Its most frequent mistake: it read {true} as {answered}, {n} times. Press "
        "that cell to see them.",
        int(found.confusion[worst]),
        true=worst[0],
        answered=worst[1],
    )


def _cell_in_words(found: Evaluation, true: int, answered: int) -> str:
    images = int(found.confusion[true, answered])
    if true == answered:
        words = tn(
            "{true}, read right: {n} image.",
            "{true}, read right: {n} images.",
            images,
            true=true,
        )
    else:
        words = tn(
            "{true} read as {answered}: {n} image.",
            "{true} read as {answered}: {n} images.",
            images,
            true=true,
            answered=answered,
        )
    if not images:
        words += " " + t("There are none to show.")
    elif images > MOST_IN_CELL:
        words += " " + t(
            "Here are the {shown} that it was surest of.", shown=number(MOST_IN_CELL)
        )
    return words


def surest_mistakes(judged: Judged) -> None:
    """Show the images that it read wrong and was surest of."""
    indices = judged.evaluation.surest_mistakes(MISTAKES)
    if len(indices):
        gallery(
            _tiles(judged, indices),
            key="evaluate_mistakes",
            label=t("The mistakes it was surest of"),
        )
    else:
        with st.container(key="evaluate_mistakes"):
            st.markdown(t("There are none: it read every digit right."))


def _tiles(judged: Judged, indices: Iterable[int]) -> list[Tile]:
    found = judged.evaluation
    tiles = []
    for index in indices:
        true, answered = int(found.labels[index]), int(found.answers[index])
        share = probability(float(found.sureness[index]))
        alt = t(
            "The digit {true}, read as {answered}; it was {share} sure.",
            true=true,
            answered=answered,
            share=share,
        )
        tiles.append(Tile(judged.images[index], f"{true} → {answered}, {share}", alt))
    return tiles
