"""Evaluate: step 7 of the article. How well it reads digits that it has not seen."""

import streamlit as st

from core.ui import layout, python_code
from core.ui.digit import model_picker
from core.ui.evaluate import accuracy, confusion, tables
from core.ui.evaluate.page_text import page_text
from core.ui.questions import check_panel, page_guesses
from core.ui.text import lessons
from core.ui.text.translate import t

layout.open_page(layout.EVALUATE)

st.title(t("Evaluate"))
lessons.panel(7)
model_picker.choose_network("evaluate_network")
judged = accuracy.judge()
if judged is not None:
    page_guesses.hardest_class(judged)
    text = page_text(judged.subject)
    accuracy.accuracy(judged)

    st.header(text.by_class)
    st.markdown(text.by_class_intro)
    accuracy.per_class(judged)

    st.header(t("What it mixes up"))
    st.markdown(text.confusion)
    confusion.confusion(judged)

    st.header(t("The mistakes it was surest of"))
    st.markdown(text.mistakes)
    confusion.surest_mistakes(judged)

    st.header(t("Precision and recall"))
    tables.precision_and_recall(judged)

    st.header(text.first)
    st.markdown(text.first_five)
    tables.first_five(judged)

check_panel.step(7)
python_code.panel(7)
layout.close_page(layout.EVALUATE)
