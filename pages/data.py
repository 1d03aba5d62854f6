"""Data: step 3 of the article. What the network is to learn from, seen up close."""

import streamlit as st

from core.ui import layout, python_code
from core.ui.data import class_overview, dataset_picker, digit_browser
from core.ui.data.page_text import page_text
from core.ui.questions import check_panel, page_guesses
from core.ui.text import lessons
from core.ui.text.translate import t

layout.open_page(layout.DATA)
st.html(class_overview.STYLE)

st.title(t("Data"))
lessons.panel(3)
images = class_overview.at_a_glance(dataset_picker.choose())
page_guesses.equal_classes(images)
text = page_text(images.source.dataset)

st.header(text.examples)
st.markdown(text.examples_intro)
digit_browser.browse(images)

st.header(text.averages)
st.markdown(text.averages_intro)
class_overview.averages(images)
st.markdown(text.counts)
class_overview.counts(images)

st.header(t("A label is ten numbers"))
st.markdown(text.one_hot)
class_overview.one_hot(images.source.dataset)

st.header(t("What is kept aside"))
st.markdown(text.kept_aside)
class_overview.split(images)

check_panel.step(3)
python_code.panel(3)
layout.close_page(layout.DATA)
