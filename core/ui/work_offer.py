"""Other work that an address or a code offers: asked first, opened by a press."""

import streamlit as st

from core.errors import TrazoError
from core.ui.state import services
from core.ui.state.identity import Offer
from core.ui.state.session import open_workspace, session
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t


def panel() -> None:
    """Draw the question, if this visit's address or the visitor's code asks one."""
    visit = session()
    offer = visit.identity.offer
    if offer is None:
        return
    with st.container(key="work_offer"):
        try:
            _check(offer)
        except TrazoError as error:
            st.warning(sentence(error) + " " + t("Your own work is as it was."))
            st.button(t("All right"), key="work_offer_dismiss", on_click=_decline)
            return
        st.info(_question(), icon=":material/swap_horiz:")
        with st.container(horizontal=True):
            st.button(
                t("Open that work here"),
                key="work_offer_open",
                icon=":material/login:",
                on_click=_accept,
            )
            st.button(
                t("Keep mine"),
                key="work_offer_keep",
                type="primary",
                on_click=_decline,
            )


def _question() -> str:
    asked = t(
        "This link leads to other work than the work in this browser. Open it if you "
        "made it on another device. If somebody else made it, keep yours: in theirs "
        "you would change what they have done."
    )
    if session().work.is_empty:
        return asked
    return (
        asked
        + " "
        + t(
            "If you open it, this browser no longer leads to what you have made here: "
            "download that first, under “My work”."
        )
    )


def _check(offer: Offer) -> None:
    """Make sure that an offer leads to some work.

    Raises:
        CodeUnknown: It leads to none.
        StoreError: That cannot be looked up now.
    """
    access = services.engine().device_access
    if offer.code:
        access.check_code(offer.code)
    else:
        access.check_workspace(offer.workspace)


def _accept() -> None:
    visit = session()
    offer = visit.identity.offer
    # A forged request can press a button that is not on the page.
    if offer is None:
        return
    access = services.engine().device_access
    try:
        if offer.code:
            workspace = access.redeem_code(offer.code)
            # The code is used up, and Streamlit may break a callback off at its next
            # look at the session, to call it again.
            visit.identity.offer = Offer(workspace=workspace)
        else:
            workspace = offer.workspace
            access.check_workspace(workspace)
    except TrazoError:
        # The page is drawn again, and says which.
        return
    open_workspace(workspace)


def _decline() -> None:
    session().identity.offer = None
