"""Train: step 6 of the article. Two sliders, one button, and the curves live."""

import streamlit as st

from core.ui import frame, live, python, runs, share, training, watching
from core.ui.components import plotly_chart
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text import lessons
from core.ui.text.translate import t

frame.open_page(frame.TRAIN)
services.engine().wake()
visit = session()
running = visit.run is not None and not visit.run.state.over

st.title(t("Train"))
# Each in its own place, whatever the others show: an element that moves while a run
# begins stands on the page twice.
settings, run, afterwards = st.container(), st.container(), st.container()
with settings:
    if not running:
        lessons.show(6)
    training.main_settings(disabled=running)
    source = training.data_in_use(running=running)
    # While a run goes on, the screen belongs to its curves.
    if not running:
        watching.choose()
        training.more_settings(source)
        training.begin(source)
with run:
    if visit.run is None:
        plotly_chart.prepare()
    else:
        live.show(visit.run)
with afterwards:
    if not running:
        runs.compare()
        python.panel(6)
        python.downloads("train", visit.settings, visit.goal())
        share.panel(frame.TRAIN)
frame.close_page(frame.TRAIN)
