"""The tables of the Evaluate page: precision and recall, and the first five digits."""

from html import escape
from pathlib import Path

import numpy as np
import streamlit as st

from core.evaluation.metrics import Evaluation
from core.ui.components.charts import TRAINING_COLOUR, VALIDATION_COLOUR
from core.ui.components.gallery import png
from core.ui.evaluate.accuracy import Judged
from core.ui.text.probabilities import probability
from core.ui.text.translate import number, percent, t

STYLE = Path(__file__).with_name("tables.css")
FIRST = 5
DASH = "—"


def precision_and_recall(judged: Judged) -> None:
    """Explain both by the digit where each is lowest, and list them for all."""
    found = judged.evaluation
    st.markdown(f"- {_precision_in_words(found)}\n- {_recall_in_words(found)}")
    heads = (t("Digit"), t("Precision"), t("Recall"))
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    body = "".join(
        f"<tr><th scope='row'>{digit}</th><td>{_percent(precision)}</td>"
        f"<td>{_percent(recall)}</td></tr>"
        for digit, (precision, recall) in enumerate(
            zip(found.precision, found.recall, strict=True)
        )
    )
    label = escape(t("Precision and recall of each digit"), quote=True)
    with st.container(key="evaluate_precision"):
        st.html(STYLE)
        st.html(
            f"<table class='judged' aria-label='{label}'><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )
    if np.isnan(found.precision).any():
        st.caption(
            t("A dash: it never gave that answer, so there is nothing to judge.")
        )


def _precision_in_words(found: Evaluation) -> str:
    digit = int(np.nanargmin(found.precision))
    return t(
        "**Precision**: when it answers a digit, can you believe it? It read “{digit}” "
        "in {said} images, and in {right} of them that was right: {share}.",
        digit=digit,
        said=number(found.confusion[:, digit].sum()),
        right=number(found.confusion[digit, digit]),
        share=percent(found.precision[digit]),
    )


def _recall_in_words(found: Evaluation) -> str:
    digit = int(np.nanargmin(found.recall))
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
    head = "".join(
        f"<th scope='col'>{_picture(judged, index)}</th>" for index in range(FIRST)
    )
    body = "".join(
        f"<tr><th scope='row'>{digit}</th>"
        + "".join(_share(found, index, digit) for index in range(FIRST))
        + "</tr>"
        for digit in range(shares.shape[1])
    )
    label = escape(t("Ten probabilities for each of five images"), quote=True)
    with st.container(key="evaluate_first"):
        st.html(STYLE)
        st.html(
            f"<table class='first' aria-label='{label}' style='--right: "
            f"{TRAINING_COLOUR}; --wrong: {VALIDATION_COLOUR}'><thead><tr><td></td>"
            f"{head}</tr></thead><tbody>{body}</tbody></table>"
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


def _share(found: Evaluation, index: int, digit: int) -> str:
    share = float(found.probabilities[index, digit])
    kind = ""
    if digit == found.answers[index]:
        kind = "right" if digit == found.labels[index] else "wrong"
    return (
        f"<td class='{kind}' style='--share: {share:.4f}'>"
        f"{escape(probability(share))}</td>"
    )


def _picture(judged: Judged, index: int) -> str:
    found = judged.evaluation
    alt = t(
        "The digit {true}, read as {answered}",
        true=int(found.labels[index]),
        answered=int(found.answers[index]),
    )
    source = f"data:image/png;base64,{png(judged.images[index])}"
    return f"<img src='{source}' alt='{escape(alt, quote=True)}'>"
