"""The work of this visit was deleted in another tab: said so, and left for good."""

import streamlit as st

from core.errors import WorkspaceDeleted
from core.ui.state import services
from core.ui.state.session import leave_deleted_work, session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t


def leave() -> None:
    """Go on with an empty workspace where this visit's own was deleted elsewhere."""
    if _is_deleted():
        leave_deleted_work()


def refresh() -> None:
    """Draw the page again where `leave` has something to do; for a part of a page."""
    if _is_deleted():
        st.rerun()


def panel() -> None:
    """Say what has become of the work, until the visitor has read it."""
    if not session().identity.was_deleted:
        return
    with st.container(key="work_deleted"):
        st.warning(
            sentence(WorkspaceDeleted())
            + " "
            + t("You go on without it: nothing of it comes back."),
            icon=":material/delete_forever:",
        )
        st.button(t("All right"), key="work_deleted_dismiss", on_click=_dismiss)


def _is_deleted() -> bool:
    return services.engine().repository.is_known_deleted(session().identity.visitor)


def _dismiss() -> None:
    session().identity.was_deleted = False
