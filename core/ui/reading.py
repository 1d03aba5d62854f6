"""What the network says: the answer, its ten probabilities, what it was shown."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import prediction
from core.errors import NetworkGone, TrazoError
from core.prediction import Predictor, Reading
from core.ui import charts, plotly
from core.ui.messages import sentence
from core.ui.session import NetworkChoice, session, widget_value, write_widget
from core.ui.text import percent, t

SEEN_SIDE = 112
NOT_A_DIGIT = "?"
CERTAIN = 0.999


def choose_network() -> None:
    """Let the visitor choose who answers."""
    visit = session()
    own = visit.own_network()
    options = [NetworkChoice.SHIPPED]
    names = {NetworkChoice.SHIPPED: t("Trazo’s network")}
    if own is not None and own.state.accuracy is not None:
        options.append(NetworkChoice.OWN)
        names[NetworkChoice.OWN] = t(
            "Mine ({accuracy})", accuracy=percent(own.state.accuracy)
        )
    elif visit.network is NetworkChoice.OWN:
        visit.network = NetworkChoice.SHIPPED
    write_widget("draw_network", visit.network)
    st.segmented_control(
        t("Who answers"),
        options,
        format_func=lambda choice: names[choice],
        required=True,
        key="draw_network",
        help=t("The network that comes with Trazo, or the last one that you trained."),
        on_change=_keep_network,
    )
    if own is None:
        st.caption(t("Train your own, and you can ask it here."))


def answer(picture: NDArray[np.uint8] | None, invitation: str) -> None:
    """Show what the chosen network says of a picture.

    Args:
        picture: RGBA, (height, width, 4) uint8; None where there is none yet.
        invitation: What to say then.
    """
    try:
        reading = None if picture is None else _predictor().read(picture)
    except TrazoError as error:
        reading = None
        st.warning(sentence(error))
    # The same places whether there is an answer or not: an element that moves stands
    # in both until the run ends.
    left, right = st.columns([3, 2], wrap=False, vertical_alignment="center")
    with left, st.container(key="draw_answer"):
        if reading is None:
            content = f"<p class='invitation'>{invitation}</p>"
        else:
            digit = NOT_A_DIGIT if reading.digit is None else reading.digit
            content = f"<p class='answer'>{digit}</p>"
        # A screen reader says a new answer without being asked.
        st.html(f"<div role='status' aria-live='polite'>{content}</div>")
    if reading is None:
        plotly.prepare()
        return
    with right, st.container(key="draw_seen"):
        st.image(
            (reading.seen * 255).round().astype(np.uint8),
            width=SEEN_SIDE,
            caption=t("What it sees: 28×28"),
            alt=t("The drawing, shrunk to 28 by 28 pixels and centred."),
        )
    _probabilities(reading)


def _probabilities(reading: Reading) -> None:
    best = float(reading.probabilities.max())
    st.markdown(_sureness(best))
    plotly.chart(
        charts.probabilities(reading.probabilities),
        key="draw_probabilities",
        alt=t("The probability of each digit:")
        + " "
        + ", ".join(
            f"{digit}: {percent(float(share))}"
            for digit, share in enumerate(reading.probabilities)
        ),
    )


def _sureness(share: float) -> str:
    # Rounded to 100 %, softmax would claim what it never says.
    if share > CERTAIN:
        return t("It is more than {share} sure.", share=percent(CERTAIN))
    return t("It is {share} sure.", share=percent(share))


def _predictor() -> Predictor:
    visit = session()
    own = visit.own_network()
    if visit.network is NetworkChoice.OWN and own is not None:
        try:
            return prediction.kept(own.litert_path)
        except NetworkGone as error:
            visit.network = NetworkChoice.SHIPPED
            st.warning(sentence(error))
    return prediction.shipped()


def _keep_network() -> None:
    session().network = widget_value("draw_network")
