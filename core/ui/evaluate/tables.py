"""The tables of the Evaluate page: precision and recall, and the first five digits."""

from pathlib import Path

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.evaluation.metrics import Evaluation
from core.ui.components.charts import TRAINING_COLOUR, VALIDATION_COLOUR
from core.ui.components.png_image import img
from core.ui.evaluate.accuracy import Judged
from core.ui.evaluate.page_text import page_text
from core.ui.html import Cell, Row, table
from core.ui.text.probabilities import probability
from core.ui.text.translate import number, percent, t

STYLE = Path(__file__).with_name("tables.css")
FIRST = 5
DASH = "—"


def precision_and_recall(judged: Judged) -> None:
    """Explain both by the digit where each is lowest, and list them for all."""
    found = judged.evaluation
    st.markdown(f"- {_precision_in_words(judged)}\n- {_recall_in_words(judged)}")
    rows = [
        Row(name, [Cell(_percent(precision)), Cell(_percent(recall))])
        for name, precision, recall in zip(
            judged.names, found.precision, found.recall, strict=True
        )
    ]
    with st.container(key="evaluate_precision"):
        st.html(STYLE)
        st.html(
            table(
                [
                    page_text(judged.subject).class_heading,
                    t("Precision"),
                    t("Recall"),
                ],
                rows,
                class_="judged",
                aria_label=t("Precision and recall of each class"),
            )
        )
    if np.isnan(found.precision).any():
        st.caption(
            t("A dash: it never gave that answer, so there is nothing to judge.")
        )


def _precision_in_words(judged: Judged) -> str:
    found = judged.evaluation
    digit = int(np.nanargmin(found.precision))
    if not judged.subject.is_digits:
        return t(
            "**Precision**: when it answers a class, can you believe it? It answered "
            "“{name}” to {said} pictures, and to {right} of them that was right: "
            "{share}.",
            name=judged.names[digit],
            said=number(found.confusion[:, digit].sum()),
            right=number(found.confusion[digit, digit]),
            share=percent(found.precision[digit]),
        )
    return t(
        "**Precision**: when it answers a digit, can you believe it? It read “{digit}” "
        "in {said} images, and in {right} of them that was right: {share}.",
        digit=digit,
        said=number(found.confusion[:, digit].sum()),
        right=number(found.confusion[digit, digit]),
        share=percent(found.precision[digit]),
    )


def _recall_in_words(judged: Judged) -> str:
    found = judged.evaluation
    digit = int(np.nanargmin(found.recall))
    if not judged.subject.is_digits:
        return t(
            "**Recall**: does it find all that there are? “{name}” is in {images} "
            "pictures, and it found {right} of them: {share}. That is what the bars "
            "above show.",
            name=judged.names[digit],
            images=number(found.confusion[digit].sum()),
            right=number(found.confusion[digit, digit]),
            share=percent(found.recall[digit]),
        )
    return t(
        "**Recall**: does it find all that there are? The digit “{digit}” was written "
        "in {images} images, and it found {right} of them: {share}. That is what the "
        "bars above show.",
        digit=digit,
        images=number(found.confusion[digit].sum()),
        right=number(found.confusion[digit, digit]),
        share=percent(found.recall[digit]),
    )


def _percent(share: float) -> str:
    return DASH if np.isnan(share) else percent(share)


def first_five(judged: Judged) -> None:
    """Show the first test digits with their ten probabilities, as the article does."""
    found = judged.evaluation
    shares = found.probabilities[:FIRST]
    rows = [
        Row(name, [_share(found, index, label) for index in range(len(shares))])
        for label, name in enumerate(judged.names)
    ]
    worded = "" if judged.subject.is_digits else " worded"
    with st.container(key="evaluate_first"):
        st.html(STYLE)
        st.html(
            table(
                ["", *(_picture(judged, index) for index in range(len(shares)))],
                rows,
                class_=f"first{worded}",
                aria_label=page_text(judged.subject).first_table,
                style=f"--right: {TRAINING_COLOUR}; --wrong: {VALIDATION_COLOUR}",
            )
        )
    printed = np.array2string(shares, max_line_width=75)
    words = t("In Python the same numbers look like this; each image is in brackets.")
    if "e-" in printed:
        words += " " + t(
            "Where one ends in `e-10`, the point moves ten places to the left: almost "
            "nothing is left."
        )
    st.markdown(words)
    st.code(printed, language=None, wrap_lines=True)


def _share(found: Evaluation, index: int, digit: int) -> Cell:
    share = float(found.probabilities[index, digit])
    kind = ""
    if digit == found.answers[index]:
        kind = "right" if digit == found.labels[index] else "wrong"
    return Cell(probability(share), {"class": kind, "style": f"--share: {share:.4f}"})


def _picture(judged: Judged, index: int) -> Markup:
    found = judged.evaluation
    true = judged.names[found.labels[index]]
    answered = judged.names[found.answers[index]]
    if judged.subject.is_digits:
        alt = t("The digit {true}, read as {answered}", true=true, answered=answered)
    else:
        alt = t("{true}; it answered: {answered}", true=true, answered=answered)
    return img(judged.images[index], alt)
