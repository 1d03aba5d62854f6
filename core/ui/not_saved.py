"""The line that says that nothing is being saved, as long as it is so."""

import streamlit as st

from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.translate import t

LOOK_SECONDS = 2.0


def line() -> None:
    """Draw the line if nothing is being saved; nothing at all otherwise."""
    visit = session()
    visit.widgets.says_not_saved = not services.engine().repository.is_saving
    if visit.widgets.says_not_saved:
        st.fragment(draw_line, run_every=LOOK_SECONDS)()


def refresh() -> None:
    """Draw the page again if the line is missing; for a part that draws itself."""
    if (
        not session().widgets.says_not_saved
        and not services.engine().repository.is_saving
    ):
        st.rerun()


def draw_line() -> None:
    """Draw the line, or the whole page again once it is not true any more."""
    if services.engine().repository.is_saving:
        # The page also shows again what was stored before the outage.
        st.rerun()
    with st.container(key="not_saved"):
        st.info(
            t(
                "Your work cannot be saved just now. Go on: as soon as the database is "
                "back, everything is saved by itself. Until then, leave Trazo open."
            ),
            icon=":material/cloud_off:",
        )
