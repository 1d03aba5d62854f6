"""What the network says: the answer, its ten probabilities, what it was shown."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import prediction
from core.errors import NetworkGone, TrazoError
from core.prediction import Predictor, Reading
from core.ui import charts, plotly
from core.ui.messages import sentence
from core.ui.session import SHIPPED, session, widget_value, write_widget
from core.ui.text import percent, t

SEEN_SIDE = 112
NOT_A_DIGIT = "?"
CERTAIN = 0.999


def choose_network(key: str = "draw_network") -> None:
    """Let the visitor choose whose answers a page shows.

    Args:
        key: Of the widget; one for each page.
    """
    visit = session()
    names = {SHIPPED: t("Trazo’s network")}
    for place, run in enumerate(visit.runs, 1):
        if run.state.accuracy is not None:
            names[run.id] = t(
                "Mine {run} ({accuracy})",
                run=place,
                accuracy=percent(run.state.accuracy),
            )
    if visit.network not in names:
        visit.network = SHIPPED
    write_widget(key, visit.network)
    st.segmented_control(
        t("Who answers"),
        list(names),
        format_func=lambda choice: names[choice],
        required=True,
        key=key,
        help=t("The network that comes with Trazo, or one that you have trained."),
        on_change=_keep_network,
        args=(key,),
    )
    if len(names) == 1:
        st.caption(
            t("You have trained none yet: the one that comes with Trazo stands in.")
        )


def predictor() -> Predictor:
    """Return the chosen network; the shipped one where its file is gone, and say so."""
    visit = session()
    run = visit.chosen_run()
    if run is not None:
        try:
            return prediction.kept(run.litert_path)
        except NetworkGone as error:
            visit.network = SHIPPED
            st.warning(sentence(error))
    return prediction.shipped()


def answer(picture: NDArray[np.uint8] | None, invitation: str) -> None:
    """Show what the chosen network says of a picture.

    Args:
        picture: RGBA, (height, width, 4) uint8; None where there is none yet.
        invitation: What to say then.
    """
    try:
        reading = None if picture is None else predictor().read(picture)
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
    session().done.add(8)
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


def _keep_network(key: str) -> None:
    session().network = widget_value(key)
