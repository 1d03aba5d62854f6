"""Evaluate: step 7 of the article. How well it reads digits that it has not seen."""

import streamlit as st

from core.ui import layout, python_code
from core.ui.digit import model_picker
from core.ui.evaluate import accuracy, tables
from core.ui.text import lessons
from core.ui.text.translate import t

layout.open_page(layout.EVALUATE)

st.title(t("Evaluate"))
lessons.show(7)
model_picker.choose_network("evaluate_network")
judged = accuracy.judge()
accuracy.accuracy(judged)

st.header(t("Digit by digit"))
st.markdown(
    t(
        "Some digits are easier than others. Each bar says how many of the images of "
        "that digit the network reads right, in percent."
    )
)
accuracy.per_digit(judged)

st.header(t("What it mixes up"))
st.markdown(
    t(
        "Each row is a digit that was written, each column what the network answered. "
        "On the diagonal it is right; everywhere else it is wrong. That is called a "
        "_confusion matrix_. Press a cell and you see its images."
    )
)
accuracy.confusion(judged)

st.header(t("The mistakes it was surest of"))
st.markdown(
    t(
        "It read each of these wrong, and doubted less than in its other mistakes. "
        "First comes what was written, then what it answered and how sure it was. "
        "Would you have read them right?"
    )
)
accuracy.surest_mistakes(judged)

st.header(t("Precision and recall"))
tables.precision_and_recall(judged)

st.header(t("The first five"))
st.markdown(
    t(
        "For each image the network gives ten probabilities, which add up to 100%. "
        "These are the first five test digits; its answer is the highest number of "
        "each column."
    )
)
tables.first_five(judged)

python_code.panel(7)
layout.close_page(layout.EVALUATE)
