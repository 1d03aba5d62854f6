"""The line that says that something is not being saved, as long as it is so."""

import streamlit as st

from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.translate import t

LOOK_SECONDS = 2.0


def line() -> None:
    """Draw the line if something is not being saved; nothing at all otherwise."""
    visit = session()
    visit.widgets.says_not_saved = not _all_is_saved()
    if visit.widgets.says_not_saved:
        st.fragment(draw_line, run_every=LOOK_SECONDS)()


def refresh() -> None:
    """Draw the page again if the line is missing; for a part that draws itself."""
    if not session().widgets.says_not_saved and not _all_is_saved():
        st.rerun()


def draw_line() -> None:
    """Draw the line, or the whole page again once it is not true any more."""
    if _all_is_saved():
        # The page also shows again what was stored before the outage.
        st.rerun()
    with st.container(key="not_saved"):
        st.info(_text(), icon=":material/cloud_off:")


def _all_is_saved() -> bool:
    repository = services.engine().repository
    return repository.is_saving and not repository.space.is_full


def _text() -> str:
    if services.engine().repository.is_saving:
        return t(
            "This Trazo has no room left, for anybody: new drawings are not saved, and "
            "no training can start. What is saved stays. Delete what you no longer "
            "need under “My work” on the Home page; as soon as there is room, "
            "everything is saved by itself."
        )
    return t(
        "Your work cannot be saved just now. Go on: as soon as the database is back, "
        "everything is saved by itself. Until then, leave Trazo open."
    )
