"""Delete everything of mine: a button, a confirmation, and an empty workspace."""

import streamlit as st

from core.errors import DiskFull, StoreUnavailable
from core.ui.components.confirmation import confirmation
from core.ui.state import services
from core.ui.state.page_state import Deletion
from core.ui.state.session import session, start_over
from core.ui.text.translate import t

# The store is asked on a thread of the engine, behind what is being saved already.
WAIT_SECONDS = 10


def panel() -> None:
    """Draw the button, the question that it leads to, or what came of it."""
    visit = session()
    with st.container(key="work_delete_all"):
        match visit.home.deletion:
            case Deletion.ASKED:
                _confirmation()
                return
            case Deletion.DONE:
                st.success(
                    t(
                        "Everything of yours is deleted. You start again with an "
                        "empty workspace."
                    )
                )
            case Deletion.FAILED:
                st.error(
                    t(
                        "Nothing was deleted: the database cannot be reached. Try "
                        "again in a minute."
                    )
                )
        visit.home.deletion = None
        job = services.engine().import_jobs.find(visit.identity.visitor)
        st.button(
            t("Delete everything of mine"),
            key="work_delete_everything",
            icon=":material/delete_forever:",
            help=t("Your networks, drawings, handwriting and settings. It asks first."),
            # What is being brought back would arrive in a workspace that is gone.
            disabled=job is not None and not job.is_over,
            on_click=_ask,
        )


def _confirmation() -> None:
    confirmation(
        t(
            "This deletes all your networks and their curves, what is on the canvas, "
            "your own handwriting and your settings, on all your devices. A training "
            "that is under way ends. Nobody can bring them back."
        ),
        key="work_delete",
        yes=t("Yes, delete everything"),
        no=t("No, keep it"),
        icon=":material/delete_forever:",
        on_yes=_delete,
        on_no=_cancel,
    )


def _ask() -> None:
    session().home.deletion = Deletion.ASKED


def _cancel() -> None:
    session().home.deletion = None


def _delete() -> None:
    visit = session()
    # A forged request can press a button that is not on the page.
    if visit.home.deletion is not Deletion.ASKED:
        return
    engine, visitor = services.engine(), visit.identity.visitor
    if engine.repository.is_known_deleted(visitor):
        # Another tab has done it meanwhile.
        start_over(Deletion.DONE)
        return
    try:
        engine.repository.check()
        runs = engine.runs_of(visitor)
    except (DiskFull, StoreUnavailable):
        visit.home.deletion = Deletion.FAILED
        return
    if not engine.repository.delete_workspace(visitor, WAIT_SECONDS):
        visit.home.deletion = Deletion.FAILED
        return
    for run in runs:
        if not run.state.is_over:
            engine.stop(run)
        engine.forget(run)
    start_over(Deletion.DONE)
