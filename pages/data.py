"""Data: step 3 of the article. What the network is to learn from, seen up close."""

import streamlit as st

from core.ui import layout, python_code
from core.ui.data import class_overview, digit_browser
from core.ui.text import lessons
from core.ui.text.translate import t
from core.ui.train import run_form

layout.open_page(layout.DATA)
st.html(class_overview.STYLE)

st.title(t("Data"))
lessons.show(3)
digits = class_overview.at_a_glance(run_form.data_in_use())

st.header(t("Real digits"))
st.markdown(
    t(
        "All of these were written by hand, by hundreds of people. Choose a digit and "
        "see how differently they write it; press one to look at its numbers."
    )
)
digit_browser.browse(digits)

st.header(t("The average of each digit"))
st.markdown(
    t(
        "All digits of one kind on top of each other: bright where nearly everybody "
        "wrote, blurred where people wrote differently."
    )
)
class_overview.averages(digits)
st.markdown(
    t(
        "Under each one you see how many there are to learn from: about as many of "
        "each, so that the network practises them all."
    )
)
class_overview.counts(digits)

st.header(t("A label is ten numbers"))
st.markdown(
    t(
        "Each digit comes with its label: what its writer meant. The network answers "
        "with ten probabilities, so the label is written as ten numbers too, to be "
        "compared with them: 1 in its own place, 0 in all others. That is called "
        "_one-hot_."
    )
)
class_overview.one_hot()

st.header(t("What is kept aside"))
st.markdown(
    t(
        "Some digits are kept aside, and the network never learns from them. They "
        "show how well it reads handwriting that it has not seen, as an exam asks "
        "what was not in the exercises."
    )
)
class_overview.split(digits)

python_code.panel(3)
layout.close_page(layout.DATA)
