"""Why the last press in a room has changed nothing."""

import streamlit as st

from core.ui.state.session import session
from core.ui.text.error_messages import sentence


def room_error() -> None:
    """Say it, if there is something to say."""
    error = session().room.error
    if error is not None:
        st.warning(sentence(error))
