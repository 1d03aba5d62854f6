"""Inside: beyond the eight steps. What happens in the network, layer by layer."""

import streamlit as st

from core import inside
from core.errors import BadCanvas, NetworkGone
from core.prediction import Reading
from core.ui import canvas, frame, layers, lesson, mattered, reading
from core.ui.messages import sentence
from core.ui.text import t


@st.fragment
def board() -> None:
    """Everything that changes with a stroke: the rest of the page stays as it is."""
    left, right = st.columns([272, 400], gap="medium")
    picture = None
    with left:
        try:
            picture = canvas.draw()
        except BadCanvas as error:
            st.warning(sentence(error))
    with right:
        read = reading.answer(picture, t("Draw something, and look inside."))
    reading.choose_network("inside_network")
    if read is not None:
        _look(read)


def _look(read: Reading) -> None:
    st.header(t("Layer by layer"))
    st.markdown(
        t(
            "Your drawing goes in at the top, and comes out at the bottom as ten "
            "probabilities. Open a layer and see what it makes of it."
        )
    )
    try:
        layers.show(inside.kept(reading.network_path()).layers(read.seen))
    except NetworkGone as error:
        st.warning(sentence(error))
    st.header(t("Which ink mattered"))
    mattered.show(read, reading.predictor())


if frame.open_page(frame.INSIDE):
    canvas.arrive()
st.title(t("Inside"))
lesson.show("inside")
board()
frame.close_page(frame.INSIDE)
