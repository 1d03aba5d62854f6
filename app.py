"""Home: steps 1 and 2 of the article. What this is, the road ahead, and the way in."""

import streamlit as st

from core.ui import layout, python_code
from core.ui.guide import start
from core.ui.home import class_links, my_work, roadmap
from core.ui.questions import check_panel, page_guesses, run_guesses
from core.ui.text import lessons
from core.ui.text.translate import t

layout.open_page(layout.HOME)

st.title(t("A machine that learns to read digits"))
with st.container(key="home_board"):
    words, paper = st.columns([400, 272], gap="medium", vertical_alignment="top")
with words:
    lessons.panel(2)
    start.button()
    run_guesses.longest_step()
with paper:
    if st.button(t("Draw a digit here"), key="home_draw", icon=layout.DRAW.icon):
        layout.go(layout.DRAW)
    st.caption(t("A network that is already trained tells you which digit it sees."))
st.header(t("The road: eight steps"))
st.caption(
    t(
        "Trazo follows, step by step, an introductory article in Spanish: deep "
        "learning in Python, with a network that reads MNIST. Where a page says “the "
        "article”, it is that one."
    )
)
roadmap.panel()
st.header(t("What is deep learning?"))
lessons.panel("artificial-intelligence")
st.header(t("Nothing to install"))
page_guesses.length_of_program()
lessons.panel(1)
check_panel.step(1)
check_panel.step(2)
class_links.panel()
my_work.panel()
python_code.panel(1, 2)
layout.close_page(layout.HOME)
