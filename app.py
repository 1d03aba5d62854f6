"""Home: steps 1 and 2 of the article. What this is, and the way in."""

import streamlit as st

from core.ui import frame
from core.ui.text import t

frame.open_page(frame.HOME)

st.title(t("A machine that learns to read digits"))
st.markdown(
    t(
        "Nobody tells it what a seven looks like. It is shown thousands of digits "
        "written by hand, tries to guess each one, and corrects itself a little "
        "every time it is wrong. That is **deep learning**, and here you can do it "
        "yourself."
    )
)
draw, train = st.columns(2)
with draw, st.container(border=True, height="stretch"):
    st.subheader(t("1. Draw"))
    st.markdown(t("A network that is already trained tells you which digit it sees."))
    if st.button(
        t("Draw a digit"),
        key="home_draw",
        type="primary",
        icon=frame.DRAW.icon,
        width="stretch",
    ):
        frame.go(frame.DRAW)
with train, st.container(border=True, height="stretch"):
    st.subheader(t("2. Train your own"))
    st.markdown(t("Move two sliders, press Train, and watch it learn live."))
    if st.button(
        t("Train a network"),
        key="home_train",
        icon=frame.TRAIN.icon,
        width="stretch",
    ):
        frame.go(frame.TRAIN)
