"""Train: step 6 of the article. Two sliders, one button, and the curves live."""

import streamlit as st

from core.links import Part
from core.ui import (
    augmentation,
    frame,
    lesson,
    live,
    plotly,
    python,
    runs,
    share,
    shared,
    training,
)
from core.ui.session import session
from core.ui.text import t

frame.open_page(frame.TRAIN)
shared.engine().wake()
visit = session()
running = visit.run is not None and not visit.run.state.over
trained = visit.run is not None and visit.run.state.has_network

st.title(t("Train"))
if not running:
    lesson.show(6)
training.refused_settings()
training.main_settings(disabled=running)
source = training.data_in_use(running=running)
# While a run goes on, the screen belongs to its curves.
if not running:
    possible = training.network_in_use()
    training.more_settings(source)
    if visit.shows(Part.AUGMENTATION):
        augmentation.settings(source)
    if st.button(
        t("Train again") if trained else t("Train"),
        key="train_start",
        # One button in colour: after a run, that is the one to draw on its network.
        type="secondary" if trained else "primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=not possible,
    ):
        visit.begin(shared.engine().start(visit.settings, source, visit.visitor))
        st.rerun()

if visit.run is None:
    plotly.prepare()
else:
    live.show(visit.run)
if not running:
    runs.compare()
    python.panel(6)
    python.downloads("train", visit.settings)
    share.panel(frame.TRAIN)
frame.close_page(frame.TRAIN)
