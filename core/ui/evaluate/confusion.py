"""What the chosen network mixes up: the confusion matrix, and its mistakes."""

from collections.abc import Iterable

import streamlit as st

from core.ui.components.confusion_matrix import matrix
from core.ui.components.gallery import Tile, gallery
from core.ui.evaluate.accuracy import Judged
from core.ui.evaluate.page_text import page_text
from core.ui.guide import course
from core.ui.html import render
from core.ui.state.guide_state import Deed
from core.ui.state.session import session
from core.ui.text.probabilities import probability
from core.ui.text.translate import number, t, tn

MOST_IN_CELL = 20
CELL = """<p class="evaluate-cell" role="status">{{ words }}</p>"""
MISTAKES = 10


@st.fragment
def confusion(judged: Judged) -> None:
    """Draw the confusion matrix, and the images of the cell that is chosen."""
    course.refresh()
    found, cell, names = judged.evaluation, session().evaluate.cell, judged.names
    # Another network may tell fewer signs apart.
    if cell is not None and max(cell) >= len(names):
        cell = None
    text = page_text(judged.subject)

    def describe(true: int, answered: int) -> str:
        return tn(
            "{true} answered as {answered}: {n} image",
            "{true} answered as {answered}: {n} images",
            int(found.confusion[true, answered]),
            true=names[true],
            answered=names[answered],
        )

    matrix(
        found.confusion,
        key="evaluate_confusion",
        label=text.matrix,
        rows=text.rows,
        columns=t("What the network answered"),
        names=names,
        describe=describe,
        chosen=cell,
        on_choose=_choose_cell,
    )
    words = _invitation(judged) if cell is None else _cell_in_words(judged, *cell)
    # A screen reader says what came without being asked.
    st.html(render(CELL, words=words))
    if cell is not None and found.confusion[cell]:
        gallery(
            _tiles(judged, found.at(*cell)[:MOST_IN_CELL]),
            key="evaluate_cell",
            label=words,
        )


def _choose_cell(true: int, answered: int) -> None:
    visit = session()
    visit.evaluate.cell = true, answered
    visit.guide.note(Deed.PRESS_CELL)


def _invitation(judged: Judged) -> str:
    found, names = judged.evaluation, judged.names
    worst = found.worst_confusion()
    if worst is None:
        return t("It made no mistake at all: everything is on the diagonal.")
    n, true, answered = int(found.confusion[worst]), names[worst[0]], names[worst[1]]
    if judged.subject.is_digits:
        return tn(
            "Its most frequent mistake: it read {true} as {answered}, {n} time. Press "
            "that cell to see it.",
            "Its most frequent mistake: it read {true} as {answered}, {n} times. Press "
            "that cell to see them.",
            n,
            true=true,
            answered=answered,
        )
    return tn(
        "Its most frequent mistake: {true} → {answered}, {n} time. Press that cell to "
        "see it.",
        "Its most frequent mistake: {true} → {answered}, {n} times. Press that cell to "
        "see them.",
        n,
        true=true,
        answered=answered,
    )


def _cell_in_words(judged: Judged, true: int, answered: int) -> str:
    images = int(judged.evaluation.confusion[true, answered])
    words = _cell_counted(judged, true, answered, images)
    if not images:
        words += " " + t("There are none to show.")
    elif images > MOST_IN_CELL:
        words += " " + t(
            "Here are the {shown} that it was surest of.", shown=number(MOST_IN_CELL)
        )
    return words


def _cell_counted(judged: Judged, true: int, answered: int, images: int) -> str:
    """Say how many images are in a cell of the matrix."""
    label, answer = judged.names[true], judged.names[answered]
    if not judged.subject.is_digits:
        return tn(
            "{true} → {answered}: {n} picture.",
            "{true} → {answered}: {n} pictures.",
            images,
            true=label,
            answered=answer,
        )
    if true == answered:
        return tn(
            "{true}, read right: {n} image.",
            "{true}, read right: {n} images.",
            images,
            true=label,
        )
    return tn(
        "{true} read as {answered}: {n} image.",
        "{true} read as {answered}: {n} images.",
        images,
        true=label,
        answered=answer,
    )


def surest_mistakes(judged: Judged) -> None:
    """Show the images that it got wrong and was surest of."""
    indices = judged.evaluation.surest_mistakes(MISTAKES)
    if len(indices):
        gallery(
            _tiles(judged, indices),
            key="evaluate_mistakes",
            label=t("The mistakes it was surest of"),
        )
    else:
        with st.container(key="evaluate_mistakes"):
            st.markdown(t("There are none: it got every one right."))


def _tiles(judged: Judged, indices: Iterable[int]) -> list[Tile]:
    found, names = judged.evaluation, judged.names
    tiles = []
    for index in indices:
        true, answered = names[found.labels[index]], names[found.answers[index]]
        share = probability(float(found.sureness[index]))
        if judged.subject.is_digits:
            alt = t(
                "The digit {true}, read as {answered}; it was {share} sure.",
                true=true,
                answered=answered,
                share=share,
            )
        else:
            alt = t(
                "{true}; it answered: {answered}, {share} sure.",
                true=true,
                answered=answered,
                share=share,
            )
        tiles.append(Tile(judged.images[index], f"{true} → {answered}, {share}", alt))
    return tiles
