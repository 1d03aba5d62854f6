"""Break it: the digit or the network, to see what it takes to get the answer wrong."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from core.evaluation.corruptions import Strengths
from core.prediction import Predictor, Reading
from core.ui.components.bound_choice import bound_choice
from core.ui.inside import ablate_filters, corrupt_digit
from core.ui.state.inside_state import Breakable
from core.ui.state.session import session
from core.ui.text.translate import t


def panel(reading: Reading, network: Predictor, path: Path) -> None:
    """Let the visitor break the digit or the network.

    Args:
        reading: Of the drawing.
        network: That read it.
        path: Its LiteRT file.
    """
    _choose()
    with st.container(key="inside_broken"):
        if session().inside.broken.looked_at is Breakable.DIGIT:
            corrupt_digit.panel(reading, network, path)
        else:
            ablate_filters.panel(reading, network, path)


def _choose() -> None:
    names = {
        Breakable.DIGIT: t("The digit"),
        Breakable.NETWORK: t("The network"),
    }
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        bound_choice(
            t("What to break"),
            names,
            t("Spoil what the network sees, or take pieces out of the network."),
            key="inside_break",
            field="inside.broken.looked_at",
        )
    with right:
        st.button(
            t("Put it back"),
            key="inside_mend",
            icon=":material/undo:",
            help=t("All sliders to 0, all filters on."),
            disabled=not session().inside.broken.anything(session().digit.network),
            on_click=_mend,
        )


def _mend() -> None:
    visit = session()
    visit.inside.broken = replace(
        visit.inside.broken, strengths=Strengths(), off=frozenset()
    )
