"""Network: steps 4 and 5 of the article. Its layers, and what it is compiled with."""

import streamlit as st

from core.settings.query_params import Part
from core.ui import layout, python_code, share_link
from core.ui.network import compile_options, layer_diagram, layer_editor, preset_picker
from core.ui.questions import check_panel, page_guesses, run_guesses
from core.ui.state.session import session
from core.ui.text import lessons
from core.ui.text.translate import t

layout.open_page(layout.NETWORK)
visit = session()

st.title(t("Network"))
lessons.panel(4)
page_guesses.largest_layer(visit.work.settings.network)
if visit.link.shows(Part.PRESETS):
    preset_picker.choose()

if visit.link.shows(Part.LAYERS):
    picture, controls = st.columns(2, gap="large")
    with controls, st.container(key="network_editor"):
        layer_editor.blocks()
        layer_editor.dense()
        layer_editor.everywhere()
else:
    picture = st.container()
with picture:
    layer_diagram.panel(visit.work.settings.network)

st.header(t("{step}. {name}", step=5, name=layout.step_names()[5]))
lessons.panel(5)
run_guesses.before_learning()
if visit.link.shows(Part.COMPILE):
    with st.container(key="network_compile"):
        compile_options.choose()

check_panel.step(4)
check_panel.step(5)
python_code.panel(4, 5)
python_code.downloads("network", visit.work.settings)
share_link.panel(layout.NETWORK)
layout.close_page(layout.NETWORK)
