"""Train: step 6 of the article. Two sliders, one button, and the curves live."""

import streamlit as st

from core.ui import layout, python_code, share_link
from core.ui.components import plotly_chart
from core.ui.questions import check_panel, run_guesses
from core.ui.seat import training_budget
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text import lessons
from core.ui.text.translate import t
from core.ui.train import live_run, run_comparison, run_form, watched_digits

layout.open_page(layout.TRAIN)
services.engine().wake()
visit = session()
running = visit.work.run is not None and not visit.work.run.state.is_over

st.title(t("Train"))
# Each in its own place, independent of the others: an element that moves while a run
# begins stands on the page twice.
settings, run, afterwards = st.container(), st.container(), st.container()
with settings:
    if not running:
        lessons.panel(6)
        training_budget.panel()
    run_form.main_settings(disabled=running)
    run_guesses.after_training(running=running)
    source = run_form.data_in_use(running=running)
    # While a run goes on, the screen belongs to its curves.
    if not running:
        watched_digits.choose()
        if source is not None:
            run_form.more_settings(source)
        run_form.panel(source)
with run:
    if visit.work.run is None:
        plotly_chart.prepare()
    else:
        live_run.panel(visit.work.run)
with afterwards:
    if not running:
        run_comparison.compare()
        check_panel.step(6)
        python_code.panel(6)
        python_code.downloads("train", visit.work.settings, visit.work.goal())
        share_link.panel(layout.TRAIN)
layout.close_page(layout.TRAIN)
